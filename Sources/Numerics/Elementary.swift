/// Elementary functions in double precision that give the same bits on every machine, which the C
/// library's do not: built from IEEE additions, multiplications, divisions and square roots alone.
///
/// Errors are below 2 units in the last place over the ranges stated, unless said otherwise.
public enum Elementary {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// The exponential; 0 below -745.13, infinity above 709.7827.
  ///
  /// x = k ln 2 + r with |r| <= ln 2 / 2; the Taylor series of exp(r) to the 13th power.
  public static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    if x > 709.782712893384 { return .infinity }
    if x < -745.2 { return 0 }
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 1.0
    for divisor in stride(from: 13.0, through: 1, by: -1) { sum = 1 + r * sum / divisor }
    let half = Int(k) / 2
    return sum * power2(half) * power2(Int(k) - half)
  }

  /// The natural logarithm; negative infinity at 0, NaN below.
  ///
  /// x = 2^k m with m near 1; log m = 2 atanh((m - 1) / (m + 1)) as a series.
  public static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var m = x.significand
    var k = Double(x.exponent)
    if m > 1.4142135623730951 {
      m /= 2
      k += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var series = 0.0
    for odd in stride(from: 23.0, through: 3, by: -2) { series = (series + 1 / odd) * square }
    return k * ln2High + (2 * s + (2 * s * series + k * ln2Low))
  }

  /// The sine and the cosine, for |x| up to 1e6; NaN beyond.
  ///
  /// x = k pi/2 + r with |r| <= pi/4, the reduction in three parts (Cody and Waite); Taylor series.
  public static func sinCos(_ x: Double) -> (sine: Double, cosine: Double) {
    guard abs(x) <= 1e6 else { return (.nan, .nan) }
    let k = (x * 0.6366197723675814).rounded()
    let r =
      ((x - k * 0x1.921fb54400000p0) - k * 0x1.0b4611a600000p-34) - k * 0x1.3198a2e037073p-69
    let square = r * r
    var sine = 1.0
    for n in stride(from: 16.0, through: 2, by: -2) { sine = 1 - square * sine / (n * (n + 1)) }
    sine *= r
    var cosine = 1.0
    for n in stride(from: 17.0, through: 1, by: -2) {
      cosine = 1 - square * cosine / (n * (n + 1))
    }
    switch Int(k) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// `base` to the `exponent`, for positive bases; the relative error grows with the logarithm of
  /// the result, about 1e-16 for each unit of it.
  public static func power(_ base: Double, _ exponent: Double) -> Double {
    exp(exponent * log(base))
  }

  /// The inverse of the standard normal distribution function, for 0 < p < 1; relative error 1e-15
  /// (Wichura: algorithm AS 241, Applied Statistics 37, 1988).
  /// The infinities at 0 and 1, NaN outside.
  public static func inverseNormal(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let q = p - 0.5
    if abs(q) <= 0.425 {
      return q * ratio(0.180625 - q * q, centralNumerator, centralDenominator)
    }
    let r = (-log(q < 0 ? p : 1 - p)).squareRoot()
    let tail =
      r <= 5
      ? ratio(r - 1.6, middleNumerator, middleDenominator)
      : ratio(r - 5, farNumerator, farDenominator)
    return q < 0 ? -tail : tail
  }

  private static func power2(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  private static func ratio(_ x: Double, _ above: [Double], _ below: [Double]) -> Double {
    let numerator = above.reversed().reduce(0) { $0 * x + $1 }
    return numerator / below.reversed().reduce(0) { $0 * x + $1 }
  }

  private static let centralNumerator = [
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
  ]
  private static let centralDenominator = [
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
  ]
  private static let middleNumerator = [
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
  ]
  private static let middleDenominator = [
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ]
  private static let farNumerator = [
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ]
  private static let farDenominator = [
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ]
}
