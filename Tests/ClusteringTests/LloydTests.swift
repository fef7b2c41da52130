import Clustering
import Numerics
import Testing

@Suite("Rounds of k-means")
struct LloydTests {
  /// Overlapping groups, so that points keep changing sides for many rounds.
  private func samples(_ rows: Int, _ columns: Int, seed: UInt64) -> PaddedRows {
    var stream = RandomStream(seed: seed, purpose: "overlapping")
    return PaddedRows(
      Matrix<Float>(rows: rows, columns: columns) { target in
        for row in 0..<rows {
          for column in 0..<columns {
            target[row * columns + column] = Float(stream.normal() + Double(row % 5) * 0.7)
          }
        }
      })
  }

  @Test(
    "Bounds save measurements and change no bit of the result",
    arguments: [(600, 3, 4), (800, 50, 10), (500, 20, 40), (300, 2, 1), (64, 130, 60)])
  func sameBytes(rows: Int, columns: Int, clusters: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let points = samples(rows, columns, seed: seed)
      var stream = RandomStream(seed: seed, purpose: "start")
      let start = KMeansPlusPlus.centres(of: points, count: clusters, &stream)
      for iterations in [1, 3, 300] {
        var bounded = Lloyd(points, centres: start)
        bounded.run(iterations: iterations, tolerance: 0)
        var plain = PlainLloyd(points: points, centres: start)
        plain.run(iterations: iterations)
        #expect(bounded.labels == plain.labels)
        #expect(bounded.centres.elements == plain.centres.elements)
        #expect(bounded.rounds == plain.rounds)
      }
    }
  }

  @Test("A cluster that nobody chose takes the point farthest from its centre")
  func emptyCluster() {
    let points = PaddedRows(
      Matrix<Float>(rows: 5, columns: 1) { target in
        for (place, value) in [0, 1, 2, 10, 30].enumerated() { target[place] = Float(value) }
      })
    var centres = PaddedRows(count: 3, columns: 1)
    for (centre, value) in [1, 1, 1].enumerated() { centres.elements[centre * 16] = Float(value) }
    var lloyd = Lloyd(points, centres: centres)
    lloyd.run(iterations: 300, tolerance: 0)
    #expect(lloyd.labels[0] == lloyd.labels[1] && lloyd.labels[1] == lloyd.labels[2])
    #expect(Set(lloyd.labels).count == 3)
    #expect(lloyd.inertia == 2)
  }
}

/// k-means that measures every point against every centre in every round.
private struct PlainLloyd {
  let points: PaddedRows
  var centres: PaddedRows
  var labels: [Int] = []
  var rounds = 0

  mutating func run(iterations: Int) {
    labels = Array(repeating: -1, count: points.count)
    while rounds < iterations {
      rounds += 1
      guard assign() else { break }
      if moveCentres() == 0 { break }
    }
    _ = assign()
  }

  private mutating func assign() -> Bool {
    let distances = points.squaredDistances(to: centres)
    let before = labels
    for point in labels.indices {
      let line = distances[point * centres.count..<(point + 1) * centres.count]
      labels[point] = (line.indices.min { line[$0] < line[$1] } ?? 0) - line.startIndex
    }
    return labels != before
  }

  private mutating func moveCentres() -> Double {
    let width = points.width
    var movement = 0.0
    for centre in 0..<centres.count {
      let members = labels.indices.filter { labels[$0] == centre }
      guard !members.isEmpty else { continue }
      for column in 0..<width {
        let sum = members.reduce(0.0) { $0 + Double(points.elements[$1 * width + column]) }
        let value = Float(sum / Double(members.count))
        movement += Double(abs(value - centres.elements[centre * width + column]))
        centres.elements[centre * width + column] = value
      }
    }
    return movement
  }
}
