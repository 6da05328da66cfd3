# The image of the App itself: `tfactory serve` and every other command. It holds no engine: DOCKER_HOST says where one is.
# Repository code never runs in it, only in containers of that engine.
ARG BASE=node:24-trixie-slim
FROM ${BASE}
# git keeps the mirrors of repositories; the docker command looks for the engine and builds the runner images there.
RUN apt-get update -qq \
    && client=$(apt-cache show docker-cli >/dev/null 2>&1 && printf docker-cli || printf docker.io) \
    && apt-get install -y -qq --no-install-recommends ca-certificates git "$client" \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force >/dev/null 2>&1
COPY . .
RUN install --directory --owner=node --group=node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 TFACTORY_DATA=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/cli.ts"]
CMD ["serve"]
