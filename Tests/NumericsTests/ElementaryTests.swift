import Numerics
import Specification
import TestSupport
import Testing

/// Against values to 40 digits (`Tests/Fixtures/elementary.py`).
@Suite struct ElementaryTests {
  private func table(_ name: String) throws -> [(x: Double, y: Double)] {
    let bytes = try Fixture.bytes("elementary.json")
    let json = try JSONParser.parse(Source(name: "elementary.json", bytes: bytes))
    return (json[name]?.elements ?? []).compactMap { pair in
      let numbers = (pair.elements ?? []).compactMap { $0.string.flatMap(Double.init) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
  }

  /// The largest distance from the table, in units in the last place of the true value.
  private func worst(_ name: String, _ function: (Double) -> Double) throws -> Double {
    let rows = try table(name)
    #expect(rows.count > 200)
    return rows.map { abs(function($0.x) - $0.y) / $0.y.ulp }.max() ?? .infinity
  }

  @Test("the exponential is within two units in the last place")
  func exponential() throws {
    #expect(try worst("exp", Elementary.exp) <= 2)
    #expect(Elementary.exp(0) == 1 && Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(.infinity) == .infinity && Elementary.exp(1e300) == .infinity)
    #expect(Elementary.exp(-1e300) == 0 && Elementary.exp(.nan).isNaN)
    #expect(Elementary.exp(709.782712893384).isFinite)
    #expect(Elementary.exp(709.7827128933841) == .infinity)
    #expect(Elementary.exp(-745.13) == Double.leastNonzeroMagnitude && Elementary.exp(-745.2) == 0)
  }

  @Test("the logarithm is within two units in the last place")
  func logarithm() throws {
    #expect(try worst("log", Elementary.log) <= 2)
    #expect(Elementary.log(1) == 0 && Elementary.log(0) == -.infinity)
    #expect(Elementary.log(-1).isNaN && Elementary.log(.nan).isNaN)
    #expect(Elementary.log(.infinity) == .infinity)
  }

  @Test("sine and cosine are within two units in the last place up to a million")
  func trigonometry() throws {
    #expect(try worst("sin", { Elementary.sinCos($0).sine }) <= 2)
    #expect(try worst("cos", { Elementary.sinCos($0).cosine }) <= 2)
    #expect(Elementary.sinCos(0) == (0, 1))
  }

  @Test("beyond its range, and for what is no number, sine and cosine are not numbers")
  func trigonometryOutside() {
    for x in [1e10, -1e300, Double.greatestFiniteMagnitude, .infinity, .nan] {
      #expect(Elementary.sinCos(x).sine.isNaN && Elementary.sinCos(x).cosine.isNaN)
    }
  }

  @Test("the inverse normal distribution has a relative error of a few units of 1e-16")
  func inverseNormal() throws {
    let rows = try table("inverseNormal")
    #expect(rows.count > 200)
    let worst = rows.map { abs(Elementary.inverseNormal($0.x) - $0.y) / abs($0.y) }.max() ?? 1
    #expect(worst < 3e-15)
    #expect(Elementary.inverseNormal(0.5) == 0)
    #expect(Elementary.inverseNormal(0) == -.infinity && Elementary.inverseNormal(1) == .infinity)
    #expect(Elementary.inverseNormal(-0.1).isNaN && Elementary.inverseNormal(1.1).isNaN)
  }

  @Test("powers agree with repeated multiplication")
  func power() {
    for exponent in 1...50 {
      let product = (0..<exponent).reduce(1.0) { result, _ in result * 0.999 }
      let error = abs(Elementary.power(0.999, Double(exponent)) - product) / product
      // Each of the products rounds once; the logarithm's error is multiplied by the exponent.
      #expect(error < Double(exponent + 4) * 0x1p-52)
    }
    #expect(Elementary.power(2, 10) == 1024 && Elementary.power(7, 0) == 1)
  }
}
