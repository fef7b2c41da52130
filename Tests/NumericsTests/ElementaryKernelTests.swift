import CKernels
import Numerics
import Testing

/// A kernel's values at some numbers.
private func apply<T: Scalar>(_ function: ck_function, _ parameter: Double, _ numbers: [T]) -> [T] {
  var results = numbers
  T.kernels.apply(function, parameter, numbers.count, numbers, &results)
  return results
}

/// Numbers spread evenly over a range.
private func spread<T: Scalar>(_ range: ClosedRange<Double>, _ type: T.Type) -> [T] {
  (0...20_000).map {
    T(range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 2e4)
  }
}

/// The largest error in units of the last place of the exact value, or of `scale` where that is
/// larger.
private func error<T: Scalar>(
  _ function: ck_function, _ range: ClosedRange<Double>, _ type: T.Type, scale: Double = 0,
  exact: (Double) -> Double
) -> Double {
  let numbers = spread(range, type)
  return zip(numbers, apply(function, 1, numbers)).map { x, y in
    let value = exact(Double(x))
    let unit = T(max(abs(value), scale, Double(T.leastNormalMagnitude))).ulp
    return abs(Double(y) - value) / Double(unit)
  }.max() ?? 0
}

private func hyperbolicTangent(_ x: Double) -> Double {
  if abs(x) < 1e-3 { return x - x * x * x / 3 + 2 * x * x * x * x * x / 15 }
  let e = Elementary.exp(-2 * abs(x))
  return (x < 0 ? -1 : 1) * (1 - e) / (1 + e)
}

@Test("exp, log, tanh and sigmoid are within their stated errors in single precision")
func singleErrors() {
  #expect(error(CK_EXP, -87...88, Float.self, exact: Elementary.exp) < 1.5)
  #expect(error(CK_LOG, 1e-3...3, Float.self, exact: Elementary.log) < 2.5)
  #expect(error(CK_LOG, 3...1e30, Float.self, exact: Elementary.log) < 1.5)
  #expect(error(CK_TANH, -12...12, Float.self, exact: hyperbolicTangent) < 3)
  #expect(error(CK_TANH, -0.01...0.01, Float.self, exact: hyperbolicTangent) < 3)
  #expect(error(CK_SIGMOID, -80...80, Float.self) { 1 / (1 + Elementary.exp(-$0)) } < 3)
}

@Test("exp, log, tanh and sigmoid are within their stated errors in double precision")
func doubleErrors() {
  // The reference itself is good to 2 units.
  #expect(error(CK_EXP, -700...700, Double.self, exact: Elementary.exp) < 4)
  #expect(error(CK_LOG, 1e-3...3, Double.self, exact: Elementary.log) < 5)
  #expect(error(CK_TANH, -20...20, Double.self, scale: 0.5, exact: hyperbolicTangent) < 4)
  #expect(error(CK_TANH, -1e-4...1e-4, Double.self, exact: hyperbolicTangent) < 4)
  #expect(error(CK_SIGMOID, -30...30, Double.self) { 1 / (1 + Elementary.exp(-$0)) } < 5)
}

@Test("The ends of the range are as IEEE arithmetic has them")
func edges() {
  let infinity = Float.infinity
  #expect(apply(CK_EXP, 0, [0, 200, -200, infinity, -infinity]) == [1, infinity, 0, infinity, 0])
  #expect(apply(CK_LOG, 0, [1, 0, infinity]) == [0, -infinity, infinity])
  #expect(apply(CK_LOG, 0, [Float(-1), .nan]).allSatisfy { $0.isNaN })
  #expect(apply(CK_TANH, 0, [0, 50, -50, infinity]) == [0, 1, -1, 1])
  #expect(apply(CK_SIGMOID, 0, [0, infinity, -infinity]) == [0.5, 1, 0])
  for function in [CK_EXP, CK_TANH, CK_SIGMOID, CK_ELU, CK_GELU] {
    #expect(apply(function, 1, [Float.nan])[0].isNaN)
  }
  let smallest = apply(CK_LOG, 0, [Float.leastNonzeroMagnitude])[0]
  #expect(abs(smallest - -103.27893) < 1e-4)
}

@Test("The normal distribution function is the inverse of its inverse")
func normalDistribution() {
  for p in stride(from: 0.001, to: 1, by: 0.001) {
    let x = Elementary.inverseNormal(p)
    #expect(abs(apply(CK_GELU, 0, [x])[0] / x - p) < 1e-14 || abs(x) < 1e-9)
    #expect(abs(Double(apply(CK_GELU, 0, [Float(x)])[0]) - x * p) < 5e-7)
  }
}

@Test("Kernels of every length touch their numbers and no others")
func lengths() {
  for count in 0...70 {
    var numbers = [Float](repeating: -3, count: 80)
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Float.kernels.apply(CK_RELU, 0, count, base, base)
    }
    #expect(numbers == (0..<80).map { $0 < count ? 0 : -3 })
    let ones = [Float](repeating: 1, count: 80)
    #expect(Float.kernels.sum(count, ones) == Double(count))
    var sums = [Double](repeating: 0, count: 80)
    Float.kernels.add_rows(count, 1, ones, &sums)
    #expect(sums[0] == Double(count) && sums[1] == 0)
  }
}

@Test("Sums over rows are each column's, for every width")
func rowSums() {
  for columns in [1, 2, 3, 7, 8, 15, 16, 17, 40] {
    let rows = 21
    let x = (0..<rows * columns).map { Float($0 % 13) - 6 }
    var sums = [Double](repeating: 0, count: columns)
    var squares = sums
    Float.kernels.add_rows(rows, columns, x, &sums)
    Float.kernels.add_row_products(rows, columns, x, x, &squares)
    for column in 0..<columns {
      let own = (0..<rows).map { Double(x[$0 * columns + column]) }
      #expect(sums[column] == own.reduce(0, +))
      #expect(squares[column] == own.reduce(0) { $0 + $1 * $1 })
    }
  }
}
