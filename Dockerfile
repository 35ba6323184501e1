# The catalogue as an image: dependencies from the locked list, hashes checked; run by nobody special.
FROM python:3.11-slim AS build
WORKDIR /app
COPY pyproject.toml requirements.lock ./
COPY scripts/install.py scripts/
RUN python scripts/install.py
COPY . .
# A key for this one step: collecting static files signs nothing.
RUN BOUQUET_ENV=production BOUQUET_VAR=/tmp/build STATIC_ROOT=/app/static-files ALLOWED_HOSTS=build \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app bouquet && install -d -o bouquet /var/lib/bouquet
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BOUQUET_ENV=production BOUQUET_VAR=/var/lib/bouquet STATIC_ROOT=/app/static-files \
    HOST=0.0.0.0 PORT=8000
USER bouquet
VOLUME /var/lib/bouquet
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=4)"]
CMD ["python", "scripts/serve.py"]
