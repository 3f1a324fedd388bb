package exact

// Reported keeps a figure that a source states beside the one computed from
// facts. Neither overwrites the other; where they differ, people are told.
type Reported struct {
	Stated   Decimal `json:"stated"`   // as printed, with the decimals it was printed with
	Computed Ratio   `json:"computed"` // from facts, in the unit of Stated
	Mode     Mode    `json:"mode"`     // how the source rounds; HalfUp for the published figures
}

// ReportedPercent keeps a stated percentage beside a computed share: stated
// 10.30 beside 75/68 − 1.
func ReportedPercent(stated Decimal, computed Ratio, m Mode) Reported {
	return Reported{Stated: stated, Computed: computed.Mul(FromInt(100)), Mode: m}
}

// Shown gives the computed value rounded once to the decimals of the stated one.
func (r Reported) Shown() Decimal { return r.Computed.Round(r.Stated.Places(), r.Mode) }

// Differs reports whether the computed value, at the decimals shown, is not
// the stated one. Rounding an already rounded figure again is what it finds.
func (r Reported) Differs() bool { return !r.Shown().Equal(r.Stated) }

// Gap gives stated minus shown, zero when they agree.
func (r Reported) Gap() Decimal { return r.Stated.Sub(r.Shown()) }
