package account

import "github.com/jingkai-zone/jingkai/internal/base/ident"

// The closed catalogue of roles. Their titles and groups are in
// access/roles.yaml, what they may do in access/policies.
const (
	PrincipalLeader ident.Role = "principal_leader" // 主要领导
	Leader          ident.Role = "leader"           // 分管（牵头）领导
	DeptHead        ident.Role = "dept_head"        // 部门负责人
	Staff           ident.Role = "staff"            // 工作人员
	PartyOffice     ident.Role = "party_office"     // 党政办
	Supervision     ident.Role = "supervision"      // 督查
	Discipline      ident.Role = "discipline"       // 纪检
	AppraisalOffice ident.Role = "appraisal_office" // 考核办
	HR              ident.Role = "hr"               // 组织人事
	Finance         ident.Role = "finance"          // 财务
	SystemAdmin     ident.Role = "system_admin"     // 系统管理员
	SecurityAdmin   ident.Role = "security_admin"   // 安全管理员
	Auditor         ident.Role = "auditor"          // 安全审计员
	CitySupervisor  ident.Role = "city_supervisor"  // 市级主管部门
	Visitor         ident.Role = "visitor"          // 公众; not granted
	Pending         ident.Role = "pending"          // signed in, must change the password first or has no role yet; not granted
	System          ident.Role = "system"           // the program itself; not granted
)

// AsVisitor is the actor of whoever is not signed in, looking at a zone's
// public pages.
func AsVisitor(zone int64) *ident.Actor {
	return &ident.Actor{Zone: zone, Home: zone, Name: "visitor", Roles: []ident.Role{Visitor}, Factors: 1}
}
