# The program on Debian, without what it was built with:
#   docker build -t sweep . && docker run --rm -v "$PWD:/work" sweep run experiments/mine.json
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends make git pkg-config libpng-dev zlib1g-dev
COPY . /source
WORKDIR /source
RUN make install PREFIX=/installed

FROM debian:12-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libstdc++6 libturbojpeg0 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed/bin/sweep /usr/local/bin/sweep
WORKDIR /work
ENTRYPOINT ["sweep"]
CMD ["--help"]
