// MapLibre as Sandtable uses it: its worker from our own origin (the content security policy allows no blob: worker)
// and the pmtiles protocol. Everything in the map room gets MapLibre from here; browser only.
import * as maplibregl from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url&no-inline';
import { Protocol } from 'pmtiles';

let prepared = false;

/** Idempotent: worker and protocol belong to the page, not to one map. */
export function prepareMapLibre(): typeof maplibregl {
	if (!prepared) {
		prepared = true;
		maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href);
		const protocol = new Protocol();
		maplibregl.addProtocol('pmtiles', protocol.tile);
	}
	return maplibregl;
}
