// What a release was made from and by: an in-toto statement with a predicate of SLSA, unsigned.
// https://in-toto.io/Statement/v1, https://slsa.dev/spec/v1.0/provenance

/**
 * @param subjects `name` and `sha256` of each file
 * @param commit in git
 * @param inputs `name` and `sha256` of the files that pin everything else
 */
export function provenanceOf(subjects, { version, commit, inputs }) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:eks-efa-nodegroup:make-release:1',
        externalParameters: { command: 'make release', version },
        internalParameters: {},
        resolvedDependencies: [
          { name: 'eks-efa-nodegroup', digest: { gitCommit: commit } },
          ...inputs.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
        ],
      },
      // the same bytes on any machine: neither the machine nor the time is in it
      runDetails: { builder: { id: 'urn:eks-efa-nodegroup:unsigned' } },
    },
  };
}
