// Package notify tells people what waits for them.
//
// It owns the messages (消息) in everybody's inbox, who has read and who has
// acknowledged (签收) them, the templates of their texts, and the ways out of
// the house: mail, signed webhooks, and the robots of DingTalk (钉钉) and WeCom
// (企业微信). It does not own who people are or where their mail goes; the app
// tells it ([Directory]).
//
// Words: message 消息, inbox 收件箱, unread 未读, acknowledge 签收, template
// 模板, channel 通道, delivery 投递, quiet hours 免打扰时段, robot 群机器人.
//
// # How a message goes out
//
// [Send] writes the message in the transaction of its cause; it is in the
// inbox when that commits. If background work is at hand, a job then plans the
// deliveries (one row and one job for each mail and each channel), and each
// job tries until it succeeds, gives up, or quiet hours make it wait.
//
// Invariants:
//   - a message with a Once key is sent once, however often its cause runs;
//   - texts are kept as they were sent; a template that changes later changes
//     nothing that was said;
//   - webhooks and robots carry the label of the kind, the record's reference
//     and the time, and nothing about any person: whoever wants to know more
//     logs in;
//   - a channel's address is https and public, checked again at every
//     connection, unless the configuration names the host as trusted; no
//     redirect is followed.
package notify
