// Airports from airport-data-js (OurAirports and others), by size: l(arge), m(edium), s(mall).
import airports from 'airport-data-js';
import { point, type Feature } from '../geo.ts';

type Airport = { airport: string; iata: string; icao: string; latitude: number; longitude: number };

const sizes = ['large_airport', 'medium_airport', 'small_airport'] as const;

export async function airportLayer(): Promise<Feature[]> {
	const features: Feature[] = [];
	for (const size of sizes) {
		for (const airport of (await airports.getAirportsByType(size)) as Airport[]) {
			const [lng, lat] = [Number(airport.longitude), Number(airport.latitude)];
			if (!Number.isFinite(lng) || !Number.isFinite(lat)) continue;
			features.push(
				point(lng, lat, {
					name: airport.airport,
					iata: airport.iata || undefined,
					icao: airport.icao || undefined,
					kind: size[0]
				})
			);
		}
	}
	return features;
}
