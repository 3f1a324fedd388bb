# Two commands matter: make demo, make test. The others are their parts.
SHELL := /bin/bash
ADDR  ?= 127.0.0.1:8080
DATA  ?= data/demo
DIR   ?= stories
ENGINE ?= sqlite
export CGO_ENABLED = 0

.PHONY: demo test setup web build laws unit stories stories-all web-test e2e bench coverage-of-mechanisms fuzz generate lint release clean

demo: setup build ## start the demo on ADDR with its data in DATA
	bin/jingkai demo --addr $(ADDR) --data $(DATA)

test: setup build ## everything: laws, unit, property, stories on both databases, web, browser
	scripts/test

setup: ## install what is missing
	@scripts/setup

web: setup ## the built screens, embedded by internal/edge/web
	@scripts/build-web

build: web ## bin/jingkai
	go build -trimpath -o bin/jingkai ./cmd/jingkai
	go build -trimpath -o bin/jingkai-verify ./cmd/jingkai-verify

laws: ## the laws of the house
	go vet ./... && go test . 

unit: ## every Go test
	go test ./...

stories: ## make stories DIR=folder ENGINE=sqlite|postgres
	STORIES_DIR="$(abspath $(DIR))" STORIES_ENGINE=$(ENGINE) go test -count=1 ./stories -run TestStories -v

web-test: setup ## unit tests of the screens
	cd web && npm test --silent

e2e: setup build ## browser walks with screenshots in e2e/out
	cd e2e && npm test --silent

bench: ## every budget as a ratio, in bench/out
	scripts/bench

coverage-of-mechanisms: ## one line per mechanism: done means a story naming it passed in this run
	scripts/coverage-of-mechanisms

fuzz: ## every fuzz target for FUZZTIME (30s)
	scripts/fuzz

generate: ## files made from code: openapi.json, JSON schema, permission matrix, typed client
	scripts/generate

lint: ## golangci-lint with the house's settings
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2 run

release: web ## binaries for amd64, arm64 and loong64
	for arch in amd64 arm64 loong64; do GOOS=linux GOARCH=$$arch go build -trimpath -ldflags "-s -w" -o bin/jingkai-linux-$$arch ./cmd/jingkai || exit 1; done

clean:
	rm -rf bin internal/edge/web/dist e2e/out bench/out
