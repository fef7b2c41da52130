import Numerics
import Testing

@Suite struct RandomStreamTests {
  @Test("Philox 4x32-10 gives the vectors published with it (Random123, kat_vectors)")
  func knownVectors() {
    let ones = UInt32.max
    #expect(
      RandomStream.philox((0, 0, 0, 0), (0, 0)) == (
        0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8
      ))
    #expect(
      RandomStream.philox((ones, ones, ones, ones), (ones, ones))
        == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      RandomStream.philox(
        (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), (0xa409_3822, 0x299f_31d0))
        == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("a stream depends on seed, purpose and index, and on nothing else")
  func independence() {
    func first(_ seed: UInt64, _ purpose: String, _ index: UInt64) -> [UInt64] {
      var stream = RandomStream(seed: seed, purpose: purpose, index: index)
      return (0..<8).map { _ in stream.next() }
    }
    let base = first(1, "weights", 0)
    #expect(first(1, "weights", 0) == base)
    let others = [
      first(2, "weights", 0), first(1, "weight", 0), first(1, "weights", 1), first(1, "", 0),
      first(.max, "weights", 0), first(1, "weights", .max),
    ]
    #expect(Set((others + [base]).flatMap { $0 }).count == 7 * 8)
  }

  @Test("the words of a block come in their order, two to a draw of 64 bits")
  func words() {
    var words = RandomStream(seed: 3, purpose: "order")
    var numbers = RandomStream(seed: 3, purpose: "order")
    for _ in 0..<10 {
      let low = UInt64(words.nextWord())
      #expect(numbers.next() == low | UInt64(words.nextWord()) << 32)
    }
  }

  @Test("uniform draws fill [0, 1) evenly")
  func uniform() {
    var stream = RandomStream(seed: 0, purpose: "uniform")
    let count = 200_000
    var bins = [Int](repeating: 0, count: 100)
    var sum = 0.0
    for _ in 0..<count {
      let draw = stream.uniform()
      #expect(draw >= 0 && draw < 1)
      bins[Int(draw * 100)] += 1
      sum += draw
    }
    // The 99.99 % quantile of chi squared with 99 degrees of freedom is 158.
    let expected = Double(count) / 100
    let statistic = bins.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(statistic < 158)
    // Four standard errors of the mean.
    #expect(abs(sum / Double(count) - 0.5) < 4 * (1.0 / 12 / Double(count)).squareRoot())
  }

  @Test("an interval holds its lower end and not its upper")
  func interval() {
    var stream = RandomStream(seed: 0, purpose: "interval")
    let upper = 1.0.nextUp
    for _ in 0..<1000 {
      #expect(stream.uniform(1, upper) == 1)
      let draw = stream.uniform(-3, 5)
      #expect(draw >= -3 && draw < 5)
    }
    #expect(stream.uniform(2, 2) == 2)
  }

  @Test("whole numbers below a bound are equally likely", arguments: [1, 2, 3, 7, 10, 1000])
  func integers(bound: Int) {
    var stream = RandomStream(seed: 1, purpose: "integers")
    let count = 2000 * bound
    var bins = [Int](repeating: 0, count: bound)
    for _ in 0..<min(count, 200_000) { bins[stream.integer(below: bound)] += 1 }
    let expected = Double(min(count, 200_000)) / Double(bound)
    let statistic = bins.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // Mean and standard deviation of chi squared are n - 1 and sqrt(2 (n - 1)): five of them.
    let freedom = Double(bound - 1)
    #expect(statistic <= freedom + 5 * (2 * freedom).squareRoot() + 1e-9)
  }

  @Test("the largest bounds do not overflow")
  func largeBounds() {
    var stream = RandomStream(seed: 1, purpose: "large")
    for _ in 0..<1000 {
      let draw = stream.integer(below: .max)
      #expect(draw >= 0 && draw < .max)
      #expect(stream.integer(below: 1) == 0)
    }
  }

  @Test("normal draws have the moments of the normal distribution")
  func normal() {
    var stream = RandomStream(seed: 5, purpose: "normal")
    let count = 200_000
    let draws = (0..<count).map { _ in stream.normal() }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + $1 * $1 } / Double(count)
    let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
    // Five standard errors: 1 / n, 2 / n and 96 / n are the variances of the three estimates.
    let error = 5 / Double(count).squareRoot()
    #expect(abs(mean) < error)
    #expect(abs(variance - 1) < error * 2.0.squareRoot())
    #expect(abs(fourth - 3) < error * 96.0.squareRoot())
    #expect(Double(draws.filter { $0 > 1.959963984540054 }.count) / Double(count) > 0.0235)
  }

  @Test("permutations hold every number once, all equally likely")
  func permutations() {
    var stream = RandomStream(seed: 2, purpose: "permutation")
    #expect(stream.permutation(0) == [] && stream.permutation(1) == [0])
    #expect(stream.permutation(1000).sorted() == Array(0..<1000))
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[stream.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    // Five standard deviations of a binomial count of 6000 draws at 1 / 6.
    #expect(
      counts.values.allSatisfy { abs(Double($0) - 1000) < 5 * (6000.0 * 5 / 36).squareRoot() })
  }
}
