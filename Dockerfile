# The dependencies in one layer that only a new lock rebuilds, then the project's own files.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.lock /app/
# what no run reads stays out: tests, what compilers and type checkers want, maps of scripts, other
# languages, other icons, and what speaks to servers that this project never calls
RUN pip install --quiet --require-hashes --no-deps -r /app/requirements.lock \
    && cd /opt/venv/lib/python*/site-packages \
    && find . -type d -name tests -regex '\./\(numpy\|pandas\|pyarrow\|scipy\|sqlalchemy\)/.*' -prune -exec rm -rf {} + \
    && find . \( -name '*.pyi' -o -name '*.pxd' -o -name '*.pyx' -o -name '*.h' -o -name '*.a' -o -name '*.js.map' -o -name '*.css.map' \) -delete \
    && find babel/locale-data -name '*.dat' ! -name 'root*' ! -name 'fr*' ! -name 'en*' -delete \
    && rm -rf material/templates/.icons/simple plotly/labextension plotly/package_data/widgetbundle.js \
        pyarrow/*flight* pyarrow/*libarrow_s3* pyarrow/_s3fs* \
    && python -c "import pyarrow.dataset, pyarrow.parquet"
COPY pyproject.toml README.md LICENSE /app/
COPY sales_assets /app/sales_assets
RUN pip install --quiet --no-index --no-build-isolation --no-deps -e /app \
    && python -m compileall -q /app/sales_assets \
    && pip uninstall --quiet --yes pip

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="sales_assets" org.opencontainers.image.licenses="MIT"
# folders that become volumes: whoever the container runs as must be able to write there
RUN useradd --uid 1000 --no-create-home sales \
    && install -d -o sales -g sales /srv/data /srv/logs \
    && install -d -m 1777 /srv/site /srv/guard
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY mkdocs.yml workspace.yaml /app/
COPY expectations /app/expectations
COPY site /app/site
# the sample, for a volume that starts empty
COPY --chown=sales:sales data/*.csv /srv/data/
# under compose the graph is loaded by one server that the others ask
RUN printf 'load_from:\n  - grpc_server: {host: code, port: 4000, location_name: sales_assets.definitions}\n' > /app/compose.yaml
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 DAGSTER_DISABLE_TELEMETRY=yes \
    DAGSTER_EVENT_BATCH_SIZE=1000 SALES_DATA_DIR=/srv/data SALES_LOG_DIR=/srv/logs SALES_SITE_DIR=/srv/site/public \
    DAGSTER_HOME=/srv/logs/dagster
USER sales
# alone, the image publishes what is in /srv/data and stops; docker-compose.yml runs the services
CMD ["sales-assets", "run"]
