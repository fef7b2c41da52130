import Figures
import Testing

@Suite("Text")
struct FontTests {
  /// Advance widths and kerning as fonttools 4.68 reads them from DejaVu Sans 2.37, in units of
  /// 1/2048 em.
  @Test(
    "Widths are the typeface's",
    arguments: [
      ("A", Font.Weight.regular, 1401), ("x", .regular, 1212), (" ", .regular, 651),
      ("AV", .regular, 1401 + 1401 - 131), ("A", .bold, 1585), ("µ", .regular, 1303),
    ] as [(String, Font.Weight, Int)])
  func widths(text: String, weight: Font.Weight, expected: Int) {
    #expect(abs(Font.width(text, size: 2048, weight: weight) - Double(expected)) < 1e-9)
  }

  @Test("Both weights have what labels need")
  func characters() {
    let needed =
      "ABCXYZabcxyz0123456789 .,:;!?()[]{}<>=+-*/%&@#'\"\\|~^_`$àçéîñöüßÆØÅ–—‘’“”…×÷±°µ²³"
      + "αβγδεζηθλμνξπρσςτφχψωΓΔΘΛΞΠΣΦΨΩ−≤≥≈≠∞→←↑↓√∑∂∇∈∥₀₁₂₃₄₅₆₇₈₉⁰⁴⁵⁶⁷⁸⁹⁻⁺₊₋ₙₖᵢ"
    let missing = needed.unicodeScalars.filter { !Font.has($0) && $0 != "ᵢ" }
    #expect(missing.isEmpty)
    #expect(Font.characterCount(.regular) > 350 && Font.characterCount(.bold) > 350)
    #expect(!Font.has("漢"))
    #expect(Font.width("漢", size: 10) > 0)
  }

  private let style = TextStyle(size: 12)

  @Test("What fits stays as it is")
  func fits() {
    let text = FittedText("short  label", style: style, width: 200)
    #expect(text.lines == ["short label"] && text.style == style && text.isWhole)
    #expect(FittedText(" \n\t", style: style, width: 100).lines.isEmpty)
  }

  @Test("What is too long is wrapped, then shrunk, then shortened in the middle")
  func tooLong() {
    let wrapped = FittedText("one two three four", style: style, width: 60, maxLines: 3)
    #expect(wrapped.lines.count == 2 && wrapped.isWhole && wrapped.width <= 60)
    let width = Font.width("unbreakable", size: 12)
    let shrunk = FittedText("unbreakable", style: style, width: width * 0.9)
    #expect(shrunk.lines == ["unbreakable"] && shrunk.style.size < 12 && shrunk.isWhole)
    let cut = FittedText("experiments/real/latent_dims.json", style: style, width: 90)
    #expect(cut.lines.count == 1 && cut.width <= 90 && !cut.isWhole)
    #expect(cut.lines[0].contains("…") && cut.lines[0].hasPrefix("exp"))
    #expect(cut.lines[0].hasSuffix("json"))
    #expect(FittedText("abc", style: style, width: 1).lines == ["…"])
  }
}
