package notify

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about channels and settings.
var (
	BadChannel = fault.Define(fault.Invalid, "notify.channel", "",
		"通道须写明名称（不超过 60 字）、类型（webhook、dingtalk、wecom）和 https 地址；webhook 和钉钉机器人还须有不少于 16 位的密钥。",
		"A channel needs a name (at most 60 characters), a type (webhook, dingtalk, wecom) and an https address; webhooks and DingTalk robots also a secret of at least 16 characters.")
	UnknownKind = fault.Define(fault.Invalid, "notify.channel_kind", "",
		"通道订阅了不存在的消息类型，请从消息类型目录中选择。", "The channel subscribes to a kind of message that does not exist; choose from the catalogue.")
	NoChannel = fault.Define(fault.NotFound, "notify.channel_not_found", "",
		"没有找到这个通道。", "There is no such channel.")
	BadQuiet = fault.Define(fault.Invalid, "notify.quiet", "",
		"免打扰时段须是一天之内的时刻（00:00 至 23:59）。", "Quiet hours must be times of a day (00:00 to 23:59).")
)

// ChannelKind is the protocol of a channel.
type ChannelKind string

// The protocols.
const (
	Webhook  ChannelKind = "webhook"  // signed JSON, HMAC-SHA256
	DingTalk ChannelKind = "dingtalk" // 钉钉群机器人, signed
	WeCom    ChannelKind = "wecom"    // 企业微信群机器人, key in the address
)

// Channel is a place outside that hears of some kinds of messages.
type Channel struct {
	Zone    int64
	ID      ident.ID
	Kind    ChannelKind
	Name    string
	URL     string   // a robot's address carries its key: shown to administrators only
	Kinds   []string // of messages; a name that ends in "." takes all that begin so: "tasks."
	Active  bool
	Version int64

	secret string
}

// takes reports whether the channel hears of a kind of message.
func (c Channel) takes(kind string) bool {
	return c.Active && slices.ContainsFunc(c.Kinds, func(k string) bool {
		return k == kind || strings.HasSuffix(k, ".") && strings.HasPrefix(kind, k)
	})
}

func (c Channel) check(secret string) error {
	u, err := url.Parse(c.URL)
	n := utf8.RuneCountInString(c.Name)
	bad := err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || len(c.URL) > 500 || n == 0 || n > 60
	switch c.Kind {
	case Webhook, DingTalk:
		bad = bad || len(secret) < 16
	case WeCom:
	default:
		bad = true
	}
	if bad {
		return BadChannel.New()
	}
	for _, k := range c.Kinds {
		if !slices.ContainsFunc(Templates(), func(t Template) bool { return t.Kind == k || strings.HasSuffix(k, ".") && strings.HasPrefix(t.Kind, k) }) {
			return UnknownKind.At("kinds")
		}
	}
	return nil
}

// SaveChannel adds a channel (zero ID) or changes it (ID and Version as read),
// with a ledger entry. An empty secret keeps the present one. The address must
// be https to a public host unless the installation trusts the host; that is
// checked whenever something is sent.
func SaveChannel(tx *store.Tx, c Channel, secret string) (ident.ID, error) {
	adding := c.ID.IsZero()
	if !adding {
		old, err := store.One(tx, scanChannel, selectChannel, c.Zone, c.ID)
		if errors.Is(err, store.ErrNoRows) {
			return ident.ID{}, NoChannel.New()
		}
		if err != nil {
			return ident.ID{}, err
		}
		if secret == "" {
			secret = old.secret
		}
	}
	if err := c.check(secret); err != nil {
		return ident.ID{}, err
	}
	if c.Kinds == nil {
		c.Kinds = []string{}
	}
	kinds, err := json.Marshal(c.Kinds)
	if err != nil {
		return ident.ID{}, err
	}
	if adding {
		c.ID = ident.NewID(tx.Now())
		_, err = tx.Exec(insertChannel, c.Zone, c.ID, string(c.Kind), c.Name, c.URL, secret, string(kinds), c.Active)
	} else {
		var n int64
		n, err = tx.Exec(updateChannel, c.Zone, c.ID, c.Version, string(c.Kind), c.Name, c.URL, secret, string(kinds), c.Active)
		if err == nil && n == 0 {
			err = store.Stale.New()
		}
	}
	if err != nil {
		return ident.ID{}, err
	}
	return c.ID, ledger.Record(tx, ledger.Entry{Action: "notify.channel", Object: c.ID.String(),
		Detail: map[string]any{"type": c.Kind, "kinds": c.Kinds, "active": c.Active}})
}

// Channels gives the channels of a zone, without their secrets.
func Channels(r store.Reader, zone int64) ([]Channel, error) {
	return store.All(r, scanChannel, selectChannels, zone)
}

// Settings are a zone's rules for what leaves the house.
type Settings struct {
	Mail      bool // messages whose template says so also go by mail
	QuietFrom int  // minutes since midnight in China; equal to QuietTo: no quiet hours
	QuietTo   int  // may be earlier than QuietFrom: the hours span midnight
	Version   int64
}

// SettingsOf gives a zone's settings; a zone that set none sends no mail and
// has no quiet hours.
func SettingsOf(r store.Reader, zone int64) (Settings, error) {
	s, err := store.One(r, func(r *store.Rows) (s Settings, err error) {
		var from, to int64
		err = r.Scan(&s.Mail, &from, &to, &s.Version)
		s.QuietFrom, s.QuietTo = int(from), int(to)
		return s, err
	}, selectSetting, zone)
	if errors.Is(err, store.ErrNoRows) {
		return Settings{}, nil
	}
	return s, err
}

const minutesOfDay = 24 * 60

// SaveSettings changes a zone's settings, with a ledger entry.
func SaveSettings(tx *store.Tx, zone int64, s Settings) error {
	if s.QuietFrom < 0 || s.QuietFrom >= minutesOfDay || s.QuietTo < 0 || s.QuietTo >= minutesOfDay {
		return BadQuiet.New()
	}
	n, err := tx.Exec(saveSetting, zone, s.Mail, s.QuietFrom, s.QuietTo, s.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.Stale.New()
	}
	return ledger.Record(tx, ledger.Entry{Action: "notify.settings", Detail: map[string]any{"mail": s.Mail, "quiet_from": s.QuietFrom, "quiet_to": s.QuietTo}})
}

// Wait gives how long a delivery has to wait at an instant for quiet hours to
// end; zero outside them.
func (s Settings) Wait(now time.Time) time.Duration {
	if s.QuietFrom == s.QuietTo {
		return 0
	}
	midnight := calendar.DateOf(now).Start()
	at := func(minute, days int) time.Time {
		return midnight.Add(time.Duration(minute+days*minutesOfDay) * time.Minute)
	}
	for day := -1; day <= 0; day++ {
		from, to := at(s.QuietFrom, day), at(s.QuietTo, day)
		if to.Before(from) {
			to = at(s.QuietTo, day+1)
		}
		if !now.Before(from) && now.Before(to) {
			return to.Sub(now)
		}
	}
	return 0
}
