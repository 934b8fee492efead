// What the change log has to say of a release.

const SECTION = /^## \[(.+?)\](?: - (\S+))?$/gm;

/**
 * @param changelog the text of CHANGELOG.md
 * @param version of package.json
 * @returns the notes of the release: the entries of its own section, or of Unreleased for a pre-release such as 1.2.0-dev.0.
 *   Throws with what to do where there are none, or where they are in the wrong place.
 */
export function notesOf(changelog, version) {
  const sections = sectionsOf(changelog);
  const [first, second] = sections;
  const [release, preRelease] = version.split(/-(.*)/);
  if (first?.name !== 'Unreleased') refuse('does not begin with the section [Unreleased]. Add it');
  if (preRelease) {
    if (sections.some(({ name }) => name === release)) {
      refuse(
        `has a section [${release}], so that ${version} would come after it. Set a later version`,
      );
    }
    if (!first.entries) refuse(`has nothing under [Unreleased], so that ${version} has no changes`);
    return first.text;
  }
  const own = sections.find(({ name }) => name === version);
  if (!own) {
    refuse(
      `has no section [${version}]. Rename [Unreleased] to [${version}] - YYYY-MM-DD, and add a new [Unreleased] above`,
    );
  }
  if (first.entries) {
    refuse(`has entries under [Unreleased]. Move them to [${version}], or set a later version`);
  }
  if (own !== second)
    refuse(`has [${second.name}] above [${version}]. A release is the newest section`);
  if (!/^\d{4}-\d\d-\d\d$/.test(own.date ?? '')) {
    refuse(`gives [${version}] no date. Write [${version}] - YYYY-MM-DD`);
  }
  if (!own.entries) refuse(`has nothing under [${version}]`);
  return own.text;
}

function sectionsOf(changelog) {
  const found = [...changelog.matchAll(SECTION)];
  return found.map(({ 0: heading, 1: name, 2: date, index }, at) => {
    const text = changelog.slice(index + heading.length, found[at + 1]?.index).trim();
    return { name, date, text, entries: /^- /m.test(text) };
  });
}

function refuse(what) {
  throw new Error(`CHANGELOG.md ${what}.`);
}
