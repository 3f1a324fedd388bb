package attendance

import "github.com/jingkai-zone/jingkai/internal/engine/measure"

// The facts that a closed month leaves about each person and the unit: the
// unit's score is the exact mean of its people's, the others are sums.
var (
	ScoreMeasure = measure.Define(measure.Measure{Name: "attendance.score", TitleZH: "月度考勤得分", TitleEN: "Attendance points of a month", Unit: "分",
		Aggregation: measure.Mean, Source: measure.FromWork})
	LateMeasure = measure.Define(measure.Measure{Name: "attendance.late", TitleZH: "迟到", TitleEN: "Times late", Unit: "次",
		Aggregation: measure.Sum, Source: measure.FromWork})
	EarlyMeasure = measure.Define(measure.Measure{Name: "attendance.early", TitleZH: "早退", TitleEN: "Times left early", Unit: "次",
		Aggregation: measure.Sum, Source: measure.FromWork})
	AbsentMeasure = measure.Define(measure.Measure{Name: "attendance.absent", TitleZH: "旷工", TitleEN: "Days absent", Unit: "天",
		Aggregation: measure.Sum, Source: measure.FromWork})
	MissingMeasure = measure.Define(measure.Measure{Name: "attendance.missing", TitleZH: "缺卡", TitleEN: "Missing punches", Unit: "次",
		Aggregation: measure.Sum, Source: measure.FromWork})
)
