import Figures
import Testing

@Suite("Ticks and numbers")
struct AxisTests {
  private func texts(
    _ values: [Double], count: Int, scale: Axis.Scale = .linear
  ) -> [String] {
    Ticks(AxisScale(Axis(scale: scale), values: values), count: count).major.map(\.text)
  }

  @Test(
    "Ticks are round numbers",
    arguments: [
      ([0, 0.95], ["0.0", "0.2", "0.4", "0.6", "0.8"]),
      ([1, 30], ["0", "5", "10", "15", "20", "25", "30"]),
      ([-3.1, 6.2], ["−2", "0", "2", "4", "6"]),
      ([0.021, 0.0294], ["0.022", "0.024", "0.026", "0.028"]),
      ([0, 3_200_000], ["0", "5×10⁵", "10⁶", "1.5×10⁶", "2×10⁶", "2.5×10⁶", "3×10⁶"]),
      ([2e-7, 8e-7], ["2×10⁻⁷", "3×10⁻⁷", "4×10⁻⁷", "5×10⁻⁷", "6×10⁻⁷", "7×10⁻⁷", "8×10⁻⁷"]),
    ] as [([Double], [String])])
  func linear(values: [Double], expected: [String]) {
    #expect(texts(values, count: 5) == expected)
  }

  @Test("Counts and epochs get whole ticks")
  func whole() {
    #expect(texts([1, 2, 3], count: 8) == ["1", "2", "3"])
    #expect(texts([1, 2, 2.5], count: 4) == ["1.0", "1.5", "2.0", "2.5"])
  }

  @Test("Logarithmic ticks are powers of ten, or 1, 2, 5 times them over a short range")
  func logarithmic() {
    #expect(texts([1e-5, 1], count: 8, scale: .logarithmic).suffix(2) == ["10⁻¹", "10⁰"])
    #expect(
      texts([0.01, 100], count: 8, scale: .logarithmic) == ["0.01", "0.1", "1", "10", "100"])
    #expect(texts([0.2, 6], count: 8, scale: .logarithmic) == ["0.2", "0.5", "1", "2", "5"])
    #expect(texts([1e-200, 1e200], count: 6, scale: .logarithmic).count <= 8)
  }

  @Test("An axis maps its ends to 0 and 1, its middle between, what it cannot show to nothing")
  func fractions() {
    let linear = AxisScale(Axis(range: -2...6), values: [])
    #expect([-2, 2, 6].map(linear.fraction) == [0, 0.5, 1])
    #expect(linear.fraction(.nan).isNaN && linear.fraction(.infinity).isNaN)
    let logarithmic = AxisScale(Axis(scale: .logarithmic, range: 0.01...100), values: [])
    #expect(abs(logarithmic.fraction(1) - 0.5) < 1e-12)
    #expect(logarithmic.fraction(0).isNaN && logarithmic.fraction(-1).isNaN)
  }

  @Test(
    "Fixed decimals",
    arguments: [
      (0.12345, 3, "0.123"), (0.9996, 3, "1.000"), (-0.0001, 2, "0.00"), (-1.5, 1, "−1.5"),
      (12, 0, "12"), (0.05, 1, "0.1"), (1e20, 3, "10²⁰"), (.nan, 2, "NaN"), (-.infinity, 2, "−∞"),
      (123_456_789.125, 2, "123456789.13"), (0, 4, "0.0000"),
    ] as [(Double, Int, String)])
  func fixed(number: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixed(number, decimals: decimals) == expected)
  }

  @Test(
    "Compact numbers",
    arguments: [
      (0.5, "0.5"), (1234, "1234"), (0.001234, "0.00123"), (2.5e-7, "2.5×10⁻⁷"), (1e9, "10⁹"),
      (-3.14159, "−3.14"), (0, "0"), (9.9999e11, "10¹²"), (-9.9999e11, "−10¹²"), (1e-300, "10⁻³⁰⁰"),
    ] as [(Double, String)])
  func compact(number: Double, expected: String) {
    #expect(NumberText.compact(number) == expected)
  }

  @Test("Indices and powers")
  func scripts() {
    #expect(NumberText.subscripted(120) == "₁₂₀")
    #expect(NumberText.powerOfTen(-12) == "10⁻¹²")
  }
}
