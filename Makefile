# `make` alone lists the targets. Nothing is written outside this folder, but for npm's and pip's caches.
PYTHON ?= python3
BIN := .venv/bin
BIOME := node_modules/@biomejs/biome/bin/biome

.DEFAULT_GOAL := help
.PHONY: help install demo demo-custom test explore soak contract local-aws lint format generate golden submit package npm-package cli bench node22 mutate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: node_modules/.installed .venv/.installed ## install the npm and Python packages of the lock files

demo: install ## make, change and delete node groups on the local AWS
	$(BIN)/python -m demo.registry_type

demo-custom: install ## the same by the custom resource, with what goes wrong: rollbacks, a cancelled create
	$(BIN)/python -m demo.custom_resource

test: install test/package/oldest/node_modules/.installed ## run all checks and tests
	@node scripts/test.mjs

explore: install ## run a fault, a hand or another request at every call, then pairs; SHARD=i/n SEED=n MINUTES=n REPLAY='…'
	@node scripts/explore.mjs

soak: install ## run hundreds of node groups at once within AWS's request limits; NODE_GROUPS=1,10,… FAULTS=0,1,… SEED=n
	@node bench/soak/soak.mjs

contract: install ## run AWS's contract suite (cfn test) against the bundled handler on the local AWS
	$(BIN)/local-aws contract

local-aws: install ## start the local AWS and keep it running
	$(BIN)/local-aws start

lint: install ## check style and types of TypeScript, JavaScript and Python
	@node scripts/lint.mjs

format: install ## format the sources
	node $(BIOME) check --write
	$(BIN)/ruff check --quiet --fix --exit-zero .
	$(BIN)/ruff format --quiet .

generate: install ## write everything that is generated, by the modules of scripts/generate/
	@node scripts/generate.mjs

submit: generate ## register the type where the exported AWS variables point; for real AWS with REAL_AWS=1 ROLE_ARN=arn:…
	$(BIN)/python -m efa_tools.submit

golden: install ## write the golden plans anew, to be reviewed as a difference
	UPDATE_GOLDEN=1 node node_modules/jest/bin/jest.js test/golden

package: install ## build efa-eks-nodegroup.zip and custom-resource.zip, always the same bytes, and their bills of materials
	rm -f efa-eks-nodegroup.zip custom-resource.zip *.cdx.json
	$(BIN)/cfn generate
	npm run -s bundle -- TypeFunction
	$(BIN)/cfn submit --dry-run
	$(BIN)/python -m efa_tools.registry_package
	node scripts/bundle/bill.mjs efa-eks-nodegroup.zip build/TypeFunction/dist
	npm run -s bundle -- CustomResource
	$(BIN)/python -m efa_tools.custom_resource_package
	node scripts/bundle/bill.mjs custom-resource.zip build/CustomResource/dist

cli: install ## build the command line in dist/; then: npx efa-nodegroup --help
	node scripts/cli.mjs

npm-package: install ## build and pack the npm package: the command line and the CDK construct, in dist/
	node scripts/npm-package.mjs

.PHONY: release publish vulnerabilities
release: install ## build release/VERSION/ of a commit: packages, templates, documentation, bills of materials, checksums
	@node scripts/release.mjs

publish: install ## copy a release to BUCKET_PREFIX-REGION of REGIONS=a,b; shows it alone without PUBLISH=1
	@BUCKET_PREFIX="$(BUCKET_PREFIX)" REGIONS="$(REGIONS)" PUBLISH="$(PUBLISH)" $(BIN)/python -m efa_tools.publish

vulnerabilities: install ## compare the lock files with the advisories in OSV_DATA, a folder; without it, say that it did not run
	@$(BIN)/python -m efa_tools.vulnerabilities

bench: install bench/node22/node_modules/.installed ## measure cold start, AWS calls and delays, and write bench/latest.md
	node bench/bench.mjs

node22: install bench/node22/node_modules/.installed ## run the bundle on the local AWS under Node 22, as Lambda does (Linux on x64)
	PATH="$(CURDIR)/bench/node22/node_modules/.bin:$$PATH" $(BIN)/python bench/node22/run.py

# Hours. FOLDER=src/core/loop does one folder; bench/mutation/mutate.mjs names the other variables.
mutate: install bench/mutation/node_modules/.installed ## change the sources in small ways, and list what no test notices
	node bench/mutation/mutate.mjs

clean: ## remove all that was built or installed
	rm -rf build dist .reports .types .local-aws docs node_modules bench/node22/node_modules bench/mutation/node_modules test/package/oldest/node_modules .venv *.tsbuildinfo *.zip *.cdx.json rpdk.log resource-role.yaml
	rm -rf release

node_modules/.installed: package.json package-lock.json .npmrc $(wildcard shims/*/package.json)
	npm ci --no-audit --no-fund
	@touch $@

bench/node22/node_modules/.installed: bench/node22/package.json bench/node22/package-lock.json
	cd bench/node22 && npm ci --no-audit --no-fund
	@touch $@

test/package/oldest/node_modules/.installed: test/package/oldest/package.json test/package/oldest/package-lock.json
	cd test/package/oldest && npm ci --no-audit --no-fund
	@touch $@

bench/mutation/node_modules/.installed: bench/mutation/package.json bench/mutation/package-lock.json
	cd bench/mutation && npm ci --no-audit --no-fund
	@touch $@

# The hashes in requirements.txt are those of the package index, so a changed package is refused.
# Our own packages are installed in place, without the network: flit_core of requirements.txt builds them.
.venv/.installed: local-aws/requirements.txt local-aws/pyproject.toml tools/pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e tools -e local-aws
	@touch $@
