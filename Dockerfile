# The dependencies in one layer that only a new lock rebuilds, then the project's own files.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.lock /app/
RUN pip install --quiet --require-hashes --no-deps -r /app/requirements.lock
COPY pyproject.toml README.md LICENSE /app/
COPY sales_assets /app/sales_assets
RUN pip install --quiet --no-index --no-build-isolation --no-deps -e /app \
    && python -m compileall -q /app/sales_assets

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="sales_assets" org.opencontainers.image.licenses="MIT"
# /srv/site becomes a volume: whoever the container runs as must be able to publish there
RUN useradd --uid 1000 --no-create-home sales \
    && install -d -o sales -g sales /srv/data /srv/logs \
    && install -d -m 1777 /srv/site
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY mkdocs.yml workspace.yaml /app/
COPY expectations /app/expectations
COPY site /app/site
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 DAGSTER_DISABLE_TELEMETRY=yes \
    DAGSTER_EVENT_BATCH_SIZE=1000 SALES_DATA_DIR=/srv/data SALES_LOG_DIR=/srv/logs SALES_SITE_DIR=/srv/site/public \
    DAGSTER_HOME=/srv/logs/dagster
USER sales
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:3000/server_info', timeout=4)"]
# `sales-assets ui` stays on loopback; here compose decides who reaches the port
CMD ["sh", "-c", "python -c 'from sales_assets.graph.instance import prepare_home; from sales_assets.settings import Settings; prepare_home(Settings().dagster_home)' && exec dagster dev --workspace workspace.yaml --host 0.0.0.0 --port 3000"]
