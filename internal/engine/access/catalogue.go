package access

// The catalogue: one row per action, grouped by room. A room that gains an
// operation adds its row here and its name to a policy.
var _ = declareAll(
	room{"account", []row{
		{"self", Write, "管理本人账号", "manage one's own account"},
		{"read", Read, "查看账号", "read accounts"},
		{"create", Admin, "开通账号", "open an account"},
		{"edit", Admin, "修改账号资料", "change an account's details"},
		{"disable", Admin, "停用账号", "disable an account"},
		{"enable", Admin, "恢复账号", "enable an account"},
		{"invite", Admin, "发放一次性设置口令凭据", "issue a one-time password set-up token"},
		{"unlock", Admin, "解除登录锁定", "lift a login lock"},
		{"factor.reset", Admin, "重置两步验证", "reset a second factor"},
		{"session.end", Admin, "强制下线", "end someone's sessions"},
		{"role.read", Read, "查看角色授予情况", "read who holds which role"},
		{"role.grant", Admin, "授予角色", "grant a role"},
		{"role.revoke", Admin, "收回角色", "revoke a role"},
	}},
	room{"org", []row{
		{"read", Read, "查看机构编制", "read the organisation"},
		{"write", Write, "维护机构编制", "keep the organisation"},
	}},
	room{"people", []row{
		{"find", Read, "查找人员", "look people up"},
		{"read", Read, "查看人员档案", "read personnel records"},
		{"write", Write, "维护人员档案", "keep personnel records"},
	}},
	room{"goals", []row{
		{"read", Read, "查看目标清单", "read the lists of goals"},
		{"edit", Write, "编制目标清单", "prepare a list of goals"},
		{"issue", Write, "下达目标清单", "issue a list of goals"},
		{"amend", Write, "调整已下达清单", "amend an issued list"},
		{"acknowledge", Write, "签收目标清单", "acknowledge a list of goals"},
		{"target.edit", Write, "编制年度指标", "prepare yearly targets"},
		{"target.issue", Write, "下达年度指标", "issue yearly targets"},
	}},
	room{"tasks", []row{
		{"read", Read, "查看工作任务", "read tasks"},
		{"create", Write, "交办工作任务", "assign a task"},
		{"report", Write, "报告任务进展", "report progress of a task"},
		{"classify", Adverse, "评定任务等次", "classify a task"},
		{"checkpoint.score", Adverse, "节点评分", "score a checkpoint"},
		{"supervise", Write, "发出督办单", "issue a supervision order"},
		{"close", Write, "办结任务", "close a task"},
		{"extend", Write, "批准任务延期", "extend a task's deadline"},
	}},
	room{"meeting", []row{
		{"read", Read, "查看会议", "read meetings"},
		{"write", Write, "组织会议、整理纪要", "hold meetings and keep minutes"},
	}},
	room{"issue", []row{
		{"read", Read, "查看问题清单", "read the list of issues"},
		{"raise", Write, "提出问题", "raise an issue"},
		{"claim", Write, "认领问题", "claim an issue"},
		{"strike", Write, "问题销号", "strike an issue off"},
		{"escalate", Write, "问题提级", "escalate an issue"},
		{"decide", Write, "裁定提级问题", "decide an escalated issue"},
	}},
	room{"load", []row{
		{"read", Read, "查看工作负荷", "read work loads"},
		{"lists", Read, "查看超负荷和负荷不足名单", "read who is overloaded or idle"},
	}},
	room{"board", []row{
		{"read", Read, "查看红黄榜", "read the boards"},
		{"compute", Adverse, "测算红黄榜", "compute a board"},
		{"object", Write, "对榜单提出异议", "object to a board"},
		{"decide_objection", Adverse, "裁定榜单异议", "decide an objection to a board"},
		{"change", Adverse, "改定榜单结果", "change a result of a board"},
		{"confirm", Adverse, "审定红黄榜", "confirm a board"},
		{"publish", Adverse, "公布红黄榜", "publish a board"},
		{"correct", Adverse, "更正红黄榜", "correct a published board"},
	}},
	room{"rectification", []row{
		{"read", Read, "查看整改情况", "read rectifications"},
		{"plan", Write, "制定整改方案", "plan a rectification"},
		{"submit", Write, "提交整改结果", "submit a rectification"},
		{"accept", Adverse, "验收整改", "accept a rectification"},
	}},
	room{"rules", []row{
		{"read", Read, "查看制度汇编", "read the rules"},
		{"write", Write, "制定修订制度", "write and revise rules"},
		{"acknowledge", Write, "确认知悉制度", "acknowledge a rule"},
	}},
	room{"request", []row{
		{"read", Read, "查看请示", "read requests for instructions"},
		{"create", Write, "提出请示", "make a request for instructions"},
		{"answer", Write, "答复请示", "answer a request for instructions"},
	}},
	room{"topic", []row{
		{"read", Read, "查看议题", "read topics"},
		{"submit", Write, "申报议题", "submit a topic"},
		{"review", Write, "审核议题", "review a topic"},
		{"schedule", Write, "安排议题上会", "schedule a topic"},
		{"decide", Write, "议题表决定案", "decide a topic"},
	}},
	room{"workflow", []row{
		{"read", Read, "查看流程办理", "read runs of workflows"},
		{"start", Write, "发起流程", "start a workflow"},
		{"step", Write, "办理流程节点", "take a step of a workflow"},
	}},
	room{"attendance", []row{
		{"read", Read, "查看考勤", "read attendance"},
		{"import", Write, "导入考勤", "import attendance"},
		{"correct", Write, "申请更正考勤", "ask for a correction of attendance"},
		{"approve", Write, "审批考勤更正", "approve a correction of attendance"},
		{"confirm", Write, "确认本人考勤", "confirm one's own attendance"},
		{"close", Write, "考勤月结", "close a month of attendance"},
	}},
	room{"fact", []row{
		{"read", Read, "查看事实数据", "read facts"},
		{"report", Write, "填报事实数据", "report a fact"},
		{"verify", Write, "核验事实数据", "verify a fact"},
	}},
	room{"scheme", []row{
		{"read", Read, "查看考核方案", "read the scheme"},
		{"propose", Write, "提出考核方案", "propose a scheme"},
		{"activate", Write, "批准启用考核方案", "activate a scheme"},
	}},
	room{"ledger", []row{
		{"read", Read, "查看台账", "read the ledger"},
		{"verify", Read, "校验台账", "verify the ledger"},
		{"export", Read, "导出台账", "export the ledger"},
	}},
	room{"history", []row{
		{"read", Read, "查看办理记录", "read a record's history"},
	}},
	room{"audit", []row{
		{"search", Read, "审计检索", "search the audit trail"},
	}},
	room{"publication", []row{
		{"read", Read, "查看公示公告", "read notices"},
		{"withdraw", Write, "撤下公示公告", "take a notice down"},
	}},
	room{"files", []row{
		{"read", Read, "查看附件", "read attachments"},
		{"write", Write, "上传附件", "add attachments"},
	}},
	room{"notify", []row{
		{"read", Read, "查看本人消息", "read one's own messages"},
	}},
	room{"demo", []row{
		{"clock", Admin, "拨动演示时钟", "move the demonstration clock"},
	}},
)

// room is one section of the catalogue.
type room struct {
	name string
	rows []row
}

// row is one action: the verb after the room's name, its kind, its titles.
type row struct {
	verb   string
	kind   Kind
	zh, en string
}

func declareAll(rooms ...room) bool {
	for _, r := range rooms {
		for _, a := range r.rows {
			Declare(Action{Name: r.name + "." + a.verb, Room: r.name, TitleZH: a.zh, TitleEN: a.en, Kind: a.kind})
		}
	}
	return true
}
