import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct MomentTests {
  @Test(
    "milliseconds round to the nearest nanosecond, and saturate at the ends",
    arguments: [
      (1.5, 1_500_000), (-1.5, -1_500_000), (0.000_000_4, 0), (0.000_000_6, 1), (-0.000_000_6, -1),
      (Double.infinity, Int64.max), (-1e300, Int64.min), (Double.nan, 0),
    ] as [(Double, Int64)])
  func fromMilliseconds(milliseconds: Double, nanoseconds: Int64) {
    #expect(Moment(milliseconds: milliseconds).nanoseconds == nanoseconds)
  }

  @Test("moving and measuring agree, and the ends of time hold")
  func advancing() {
    let moment = Moment(nanoseconds: 250).advanced(byMilliseconds: 2)
    #expect(moment.nanoseconds == 2_000_250)
    #expect(moment.milliseconds(since: Moment(nanoseconds: 250)) == 2)
    #expect(Moment(nanoseconds: .max).advanced(byMilliseconds: 1).nanoseconds == .max)
    #expect(Moment(nanoseconds: .min).advanced(byMilliseconds: -1).nanoseconds == .min)
    #expect(Moment(nanoseconds: .max).milliseconds(since: Moment(nanoseconds: .min)) > 1.8e13)
  }
}
