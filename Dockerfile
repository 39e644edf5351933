FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
# requirements.txt in place of -ocr: 300 MB less, but scans are refused. -s3: uploads in object storage. -explore: SQL over the published data.
ARG REQUIREMENTS="requirements-ocr.txt requirements-s3.txt requirements-explore.txt"
COPY requirements*.txt ./
RUN for file in $REQUIREMENTS; do /venv/bin/pip install --require-hashes -r $file || exit 1; done

FROM python:3.12-slim-bookworm
# 1: with LibreOffice, which reads old .doc files
ARG LIBREOFFICE=
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MINGZHANG_ENV=production DATA_DIR=/data WEB_ADDRESS=0.0.0.0
# Images of pages are drawn with the fonts that a document does not carry itself.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk \
    ${LIBREOFFICE:+libreoffice-writer-nogui libreoffice-calc-nogui} && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app mingzhang \
    && install -d -m 0750 -o mingzhang /data /backups
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY config config
COPY disclosures disclosures
COPY templates templates
COPY static static
COPY locale locale
# Static files need neither a database nor the real secret; this one never leaves the build.
RUN DATA_DIR=/tmp/build ALLOWED_HOSTS=build SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    python manage.py collectstatic --noinput && rm -rf /tmp/build
USER mingzhang
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-m", "config.alive", "http://127.0.0.1:8000/healthz"]
# The root of the container may be read-only: only /data and /tmp are written to (docker-compose.yml).
CMD ["gunicorn", "--config=python:config.gunicorn", "config.wsgi"]
