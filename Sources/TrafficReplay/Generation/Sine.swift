/// Sine of a share of a full turn, from basic arithmetic alone.
enum Sine {
  /// sin(2π · `turns`), to an error below 1e-15 of a turn's amplitude; NaN unless `turns` is from −10⁹ to 10⁹.
  ///
  /// The turn is folded into an eighth either side of zero, where nine terms of the Taylor series of the sine
  /// (Abramowitz and Stegun, 4.3.65) and of the cosine (4.3.66) leave less than 1e-17.
  static func ofTurns(_ turns: Double) -> Double {
    guard turns >= -1e9, turns <= 1e9 else { return .nan }
    let quarters = turns * 4
    let nearest = Int(quarters + (quarters < 0 ? -0.5 : 0.5))
    let angle = (quarters - Double(nearest)) * 1.57079632679489661923132169164
    switch nearest & 3 {
    case 0: return sine(angle)
    case 1: return cosine(angle)
    case 2: return -sine(angle)
    default: return -cosine(angle)
    }
  }

  private static func sine(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0
    var term = 17.0
    while term > 1 {
      sum = 1 - square / (term * (term - 1)) * sum
      term -= 2
    }
    return x * sum
  }

  private static func cosine(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0
    var term = 18.0
    while term > 0 {
      sum = 1 - square / (term * (term - 1)) * sum
      term -= 2
    }
    return sum
  }
}
