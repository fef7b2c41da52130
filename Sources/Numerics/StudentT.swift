/// Student's t distribution with a whole number of degrees of freedom, the same bits on every machine.
public enum StudentT {
  /// The probability of a value beyond ±t; relative error 1e-12.
  ///
  /// It is the regularised incomplete beta function I_x(n / 2, 1 / 2) at x = n / (n + t^2)
  /// (Abramowitz and Stegun, 26.5.27).
  public static func twoSided(_ t: Double, degrees: Int) -> Double {
    guard t != 0, degrees > 0 else { return 1 }
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let n = Double(degrees)
    let share = n / (n + t * t)
    let rest = t * t / (n + t * t)
    return share < (n / 2 + 1) / (n / 2 + 2.5)
      ? incompleteBeta(share, rest, n / 2, 0.5, scale: beta(degrees))
      : 1 - incompleteBeta(rest, share, 0.5, n / 2, scale: beta(degrees))
  }

  /// The value that is not exceeded with the given probability, 0 < probability < 1.
  public static func quantile(_ probability: Double, degrees: Int) -> Double {
    guard probability != 0.5 else { return 0 }
    let outside = 2 * min(probability, 1 - probability)
    var (low, high) = (0.0, 1.0)
    while twoSided(high, degrees: degrees) > outside, high < 1e300 {
      (low, high) = (high, high * 2)
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if twoSided(middle, degrees: degrees) > outside { low = middle } else { high = middle }
    }
    return probability < 0.5 ? -high : high
  }

  /// B(n / 2, 1 / 2), from B(1/2, 1/2) = pi or B(1, 1/2) = 2 upwards.
  private static func beta(_ degrees: Int) -> Double {
    var (a, value) = degrees % 2 == 1 ? (0.5, Double.pi) : (1.0, 2.0)
    while a < Double(degrees) / 2 {
      value *= a / (a + 0.5)
      a += 1
    }
    return value
  }

  /// I_x(a, b) by its continued fraction (26.5.8 there, evaluated forwards by Lentz's method); `rest` is
  /// 1 - x, `scale` is B(a, b).
  private static func incompleteBeta(
    _ x: Double, _ rest: Double, _ a: Double, _ b: Double, scale: Double
  ) -> Double {
    var numerator = 1.0
    var denominator = 1 / (1 - (a + b) * x / (a + 1))
    var fraction = denominator
    for m in 1...1000 {
      let k = Double(m)
      let even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
      let odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
      for term in [even, odd] {
        denominator = 1 / (1 + term * denominator)
        numerator = 1 + term / numerator
        fraction *= numerator * denominator
      }
      if abs(numerator * denominator - 1) < 1e-16 { break }
    }
    let power = Elementary.exp(a * Elementary.log(x) + b * Elementary.log(rest))
    return power / (a * scale) * fraction
  }
}
