package scheme

import (
	"sync"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of questions about versions.
var (
	// NoneInForce says that the zone has no scheme on a day.
	NoneInForce = fault.Define(fault.NotSet, "scheme.none_in_force", "LF-37",
		"{day} 没有施行中的方案，需要方案的事项都不能计算。请先提出并启用一份方案。",
		"No scheme is in force on {day}, so nothing that needs one can be computed. Propose and activate a scheme first.")
	// TrialEnded says that the scheme of a day was on trial and its trial is over.
	TrialEnded = fault.Define(fault.Refused, "scheme.trial_ended", "LF-37",
		"《{label_zh}》的试行已于 {until} 到期，{day} 的事项不能再按它计算。请延长试行或转为正式：提出一个新版本并由另一人启用。",
		"The trial of “{label_en}” ended on {until}; nothing of {day} can be computed with it. Prolong the trial or make it final: propose a new version and have another person activate it.")
	// NotThatDay says that a version is not, or no longer, the scheme of a day.
	NotThatDay = fault.Define(fault.Conflict, "scheme.not_that_day", "",
		"{day} 施行的已不是这个方案版本，请按现行版本重新计算。", "This version is not the scheme of {day}; compute again with the one that is.")
	// NoVersion says that the zone has no such version.
	NoVersion = fault.Define(fault.NotFound, "scheme.no_version", "",
		"没有这个方案版本。", "There is no such version of the scheme.")
)

// At gives the zone's scheme in force on a day. It refuses with [NoneInForce]
// when there is none and with [TrialEnded] after the last day of a trial. What
// was computed keeps the document's Version; see [ByID] and [Use].
func At(r store.Reader, zone int64, day calendar.Date) (*Doc, error) {
	v, found, err := versionOfDay(r, zone, day)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, NoneInForce.New("day", day)
	case v.LapsedOn(day):
		label := v.Label()
		return nil, TrialEnded.New("label_zh", label.ZH, "label_en", label.EN, "until", v.TrialUntil, "day", day)
	}
	return load(r, v)
}

// ByID gives the document of any version of the zone, whatever became of it: a
// past result is explained with the version it was computed with.
func ByID(r store.Reader, zone int64, id ident.ID) (*Doc, error) {
	v, err := versionByID(r, zone, id)
	if err != nil {
		return nil, err
	}
	return load(r, v)
}

// VersionByID gives what is recorded of a version: who proposed and activated
// it, its days.
func VersionByID(r store.Reader, zone int64, id ident.ID) (Version, error) {
	return versionByID(r, zone, id)
}

// List gives the zone's versions: drafts first, then the newest number first.
func List(r store.Reader, zone int64) ([]Version, error) {
	return store.All(r, scanVersion, sqlVersions, zone)
}

// TextOf gives the text of a version as it was proposed.
func TextOf(r store.Reader, zone int64, id ident.ID) (string, error) { return textOf(r, zone, id) }

// Use notes that a result for a day, which is kept, was computed with a
// version. From then on no other version can take effect on that day or before:
// a change never alters the past. It is the caller's transaction and is covered
// by the caller's ledger entry. A version that is not the zone's scheme of that
// day, because another was activated meanwhile, is refused with [NotThatDay].
func Use(tx *store.Tx, zone int64, version ident.ID, day calendar.Date) error {
	n, err := tx.Exec(sqlUse, zone, version, day)
	if err == nil && n == 0 {
		return NotThatDay.New("day", day)
	}
	return err
}

// load gives the parsed document of a stored version. A proposed text does not
// change, so it is parsed once; drafts are parsed each time.
func load(r store.Reader, v Version) (*Doc, error) {
	if doc, ok := parsedDocs.get(v.Zone, v.ID); ok && doc.EffectiveFrom == v.EffectiveFrom {
		return doc, nil
	}
	text, err := textOf(r, v.Zone, v.ID)
	if err != nil {
		return nil, err
	}
	// A newer program may be stricter than the one that accepted the text. What
	// it no longer understands is then not set, and refused where it is needed;
	// it is never computed with.
	doc, _ := Parse([]byte(text))
	doc.Version, doc.No, doc.Label, doc.EffectiveFrom = v.ID, v.No, v.Label(), v.EffectiveFrom
	if v.State == Active || v.State == Retired {
		parsedDocs.put(v.Zone, v.ID, doc)
	}
	return doc, nil
}

// docCache keeps parsed documents by version. Entries never become wrong: a
// text is fixed when it is proposed, and the rest when it is activated.
type docCache struct {
	mu   sync.RWMutex
	docs map[docKey]*Doc
}

type docKey struct {
	zone int64
	id   ident.ID
}

// maxCached bounds the memory of the cache. A document takes about 20 kB; a
// nation of 2,700 zones fits.
const maxCached = 4096

var parsedDocs = docCache{docs: map[docKey]*Doc{}}

func (c *docCache) get(zone int64, id ident.ID) (*Doc, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	doc, ok := c.docs[docKey{zone, id}]
	return doc, ok
}

func (c *docCache) put(zone int64, id ident.ID, doc *Doc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.docs {
		if len(c.docs) < maxCached {
			break
		}
		delete(c.docs, key)
	}
	c.docs[docKey{zone, id}] = doc
}
