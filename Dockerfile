# dirsync's worker and, with another command, its simulator and command line. See docs/operations.md.
#   docker build --tag dirsync .

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    DIRSYNC_RUNS_DIR=/var/lib/dirsync/runs
WORKDIR /app
# Owned by root: the process can't change its own code.
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/lib lib
COPY package.json ./
COPY examples examples
RUN install --directory --owner=node --group=node --mode=0750 /var/lib/dirsync /var/lib/dirsync/runs
USER node
VOLUME /var/lib/dirsync
# Healthy once the worker polls; the first look waits for the start.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "lib/worker/probe.js"]
CMD ["node", "lib/client/main.js", "worker"]
