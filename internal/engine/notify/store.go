package notify

import (
	"encoding/json"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	insertMessage = `INSERT INTO notify_message (zone_id, id, kind, object, title_zh, title_en, body_zh, body_en, needs_ack, once_key, sent_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (zone_id, once_key) WHERE once_key IS NOT NULL DO NOTHING`

	selectOnce = `SELECT id FROM notify_message WHERE zone_id = $1 AND once_key = $2`

	insertRecipient = `INSERT INTO notify_recipient (zone_id, recipient, message_id) VALUES ($1, $2, $3)`

	messageColumns = `m.zone_id, m.id, m.kind, m.object, m.title_zh, m.title_en, m.body_zh, m.body_en, m.needs_ack, m.sent_by, m.at`

	selectMessage = `SELECT ` + messageColumns + ` FROM notify_message m WHERE m.zone_id = $1 AND m.id = $2`

	selectAbout = `SELECT ` + messageColumns + ` FROM notify_message m WHERE m.zone_id = $1 AND m.object = $2 ORDER BY m.id`

	// $2 is the owner, the last sixteen are the owner and the roles held. A
	// message to several of them is one message.
	selectInbox = `SELECT DISTINCT ` + messageColumns + `, c.read_at, c.acked_at
		FROM notify_recipient n JOIN notify_message m ON m.zone_id = n.zone_id AND m.id = n.message_id
		LEFT JOIN notify_receipt c ON c.zone_id = n.zone_id AND c.owner = $2 AND c.message_id = n.message_id
		WHERE n.zone_id = $1 AND n.message_id < $3 AND ($4 OR c.read_at IS NULL)
		AND n.recipient IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) ORDER BY m.id DESC LIMIT $5`

	countUnread = `SELECT COUNT(DISTINCT CASE WHEN c.read_at IS NULL THEN m.id END),
		COUNT(DISTINCT CASE WHEN m.needs_ack = $3 AND c.acked_at IS NULL THEN m.id END)
		FROM notify_recipient n JOIN notify_message m ON m.zone_id = n.zone_id AND m.id = n.message_id
		LEFT JOIN notify_receipt c ON c.zone_id = n.zone_id AND c.owner = $2 AND c.message_id = n.message_id
		WHERE n.zone_id = $1 AND n.recipient IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`

	selectMine = `SELECT 1 FROM notify_recipient WHERE zone_id = $1 AND message_id = $2 AND recipient IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) LIMIT 1`

	insertRead = `INSERT INTO notify_receipt (zone_id, owner, message_id, read_at) VALUES ($1, $2, $3, $4) ON CONFLICT (zone_id, owner, message_id) DO NOTHING`

	insertAck = `INSERT INTO notify_receipt (zone_id, owner, message_id, read_at, acked_at) VALUES ($1, $2, $3, $4, $4)
		ON CONFLICT (zone_id, owner, message_id) DO UPDATE SET acked_at = excluded.acked_at WHERE notify_receipt.acked_at IS NULL`

	selectReceipt = `SELECT owner, read_at, acked_at FROM notify_receipt WHERE zone_id = $1 AND message_id = $2 AND owner = $3`

	selectReceipts = `SELECT owner, read_at, acked_at FROM notify_receipt WHERE zone_id = $1 AND message_id = $2 ORDER BY read_at, owner`

	selectRecipients = `SELECT recipient FROM notify_recipient WHERE zone_id = $1 AND message_id = $2 ORDER BY recipient`

	channelColumns = `zone_id, id, kind, name, url, secret, kinds, active, version`

	insertChannel = `INSERT INTO notify_channel (` + channelColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`

	updateChannel = `UPDATE notify_channel SET kind = $4, name = $5, url = $6, secret = $7, kinds = $8, active = $9, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`

	selectWayOut = `SELECT 1 FROM notify_channel WHERE zone_id = $1 AND active = $2
		UNION ALL SELECT 1 FROM notify_setting WHERE zone_id = $1 AND mail = $2 AND $3 LIMIT 1`

	selectChannels = `SELECT ` + channelColumns + ` FROM notify_channel WHERE zone_id = $1 ORDER BY id`

	selectChannel = `SELECT ` + channelColumns + ` FROM notify_channel WHERE zone_id = $1 AND id = $2`

	selectSetting = `SELECT mail, quiet_from, quiet_to, version FROM notify_setting WHERE zone_id = $1`

	saveSetting = `INSERT INTO notify_setting (zone_id, mail, quiet_from, quiet_to, version) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (zone_id) DO UPDATE SET mail = excluded.mail, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
		version = notify_setting.version + 1 WHERE notify_setting.version = $5`

	insertDelivery = `INSERT INTO notify_delivery (zone_id, message_id, target, state, tries, error, at) VALUES ($1, $2, $3, 'waiting', 0, '', $4)
		ON CONFLICT (zone_id, message_id, target) DO NOTHING`

	updateDelivery = `UPDATE notify_delivery SET state = $4, tries = tries + 1, error = $5, at = $6
		WHERE zone_id = $1 AND message_id = $2 AND target = $3 AND state <> 'sent'`

	selectDelivery = `SELECT message_id, target, state, tries, error, at FROM notify_delivery WHERE zone_id = $1 AND message_id = $2 AND target = $3`

	selectDeliveries = `SELECT message_id, target, state, tries, error, at FROM notify_delivery WHERE zone_id = $1 AND message_id = $2 ORDER BY target`
)

func sentTargets(m *Sent) []any {
	return []any{&m.Zone, &m.ID, &m.Kind, &m.Object, &m.TitleZH, &m.TitleEN, &m.BodyZH, &m.BodyEN, &m.NeedAck, &m.SentBy, &m.At}
}

func scanSent(r *store.Rows) (m Sent, err error) { return m, r.Scan(sentTargets(&m)...) }

func scanItem(r *store.Rows) (i Item, err error) {
	return i, r.Scan(append(sentTargets(&i.Sent), &i.ReadAt, &i.AckedAt)...)
}

func scanReceipt(r *store.Rows) (c Receipt, err error) {
	return c, r.Scan(&c.Owner, &c.ReadAt, &c.AckedAt)
}

func scanChannel(r *store.Rows) (c Channel, err error) {
	var kind string
	var kinds []byte
	if err := r.Scan(&c.Zone, &c.ID, &kind, &c.Name, &c.URL, &c.secret, &kinds, &c.Active, &c.Version); err != nil {
		return Channel{}, err
	}
	c.Kind = ChannelKind(kind)
	return c, json.Unmarshal(kinds, &c.Kinds)
}

func scanDelivery(r *store.Rows) (d Delivery, err error) {
	var state string
	err = r.Scan(&d.Message, &d.Target, &state, &d.Tries, &d.Error, &d.At)
	d.State = State(state)
	return d, err
}
