# One node of Sandtable, for a PostgreSQL elsewhere (DATABASE_URL). See docs/operations.md and compose.yaml.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN node_modules/.bin/svelte-kit sync \
	&& node_modules/.bin/vite build --logLevel warn \
	&& npm prune --omit=dev --ignore-scripts
# Nothing is left to be installed: `npm run sandtable -- COMMAND` goes straight to the command.
RUN npm pkg set scripts.start='exec node server/main.ts' scripts.sandtable='exec node server/cli.ts'

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 SANDTABLE_DATA=/data NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/build ./build
COPY --from=build /app/drizzle ./drizzle
COPY --from=build /app/server ./server
COPY --from=build /app/src ./src
COPY --from=build /app/static ./static
RUN mkdir -m 700 /data && chown node:node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
	CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
