# The server over a corpus in /archive:  docker build -t policygraph .  &&  docker run -p 8080:8080 -v "$PWD/archive:/archive" policygraph
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE hatch_build.py ./
COPY ontology ontology
COPY src src
COPY web web
# hadolint ignore=DL3013
RUN python -m pip install --no-cache-dir --prefix /install ".[formats,serve,xlsx]"

FROM python:3.13-slim
COPY --from=build /install /usr/local
RUN useradd --create-home --uid 10001 reader && install -d -o reader /archive
USER 10001
VOLUME /archive
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["policygraph"]
CMD ["serve", "/archive", "--host", "0.0.0.0", "--port", "8080", "--allow-host", "localhost"]
