import Specification
import Testing

@Suite struct CountTests {
  @Test("counts within range are plain integers")
  func plain() {
    #expect((Count(3) * 4 + 5 - 2).value == 15)
    #expect((Count(7) / 2).value == 3)
    #expect((Count(3) - 5).value == -2)
    #expect(Count.product([2, 3, 4]).value == 24)
    #expect(Count.product([]).value == 1)
    #expect(Count.sum([1, 2, 3]).value == 6)
  }

  @Test("what leaves the range stays at its end and compares as larger than any limit")
  func saturated() {
    let large = Count(1 << 40) * Count(1 << 40)
    #expect(large == .uncountable)
    #expect(!large.isCountable)
    #expect(large > Count(.max - 1))
    #expect(large - 1 == .uncountable)
    #expect(large / 2 == .uncountable)
    #expect(large + Count(-5) == .uncountable)
    #expect(Count(.min) - 1 == Count(.min))
    #expect(Count(.min) * 2 == Count(.min))
    #expect(Count(-3) * Count(.max / 2) == Count(.min))
    #expect(Count(.max - 1) + 2 == .uncountable)
    #expect("\(large)" == "more than can be counted")
  }

  @Test("nothing of anything is nothing, and division by 0 does not trap")
  func zero() {
    #expect(Count.uncountable * 0 == 0)
    #expect(Count(5) / 0 == .uncountable)
    #expect(Count(.min) / Count(-1) == .uncountable)
  }

  @Test(
    "any double becomes a count",
    arguments: [
      (0.5, 1), (-0.5, 0), (1e18, 1_000_000_000_000_000_000), (1e19, Int.max), (.infinity, .max),
      (-.infinity, .max), (.nan, .max), (-1e19, .max), (0x1p63, .max),
    ] as [(Double, Int)])
  func doubles(value: Double, expected: Int) {
    #expect(Count(value).value == expected)
  }
}
