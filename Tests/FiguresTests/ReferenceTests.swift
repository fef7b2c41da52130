import Figures
import Files
import Foundation
import TestSupport
import Testing

/// Every kind of figure against a committed picture of it.
///
/// `SWEEP_RECORD=1 swift test --filter FiguresTests` writes the references anew; look at each of
/// them before committing.
@Suite("Figures look as they did")
struct ReferenceTests {
  /// Nothing may change a sample beyond rounding.
  private static let tolerance = 2

  @Test("A figure equals its reference", arguments: Samples.all.map(\.name))
  func matchesReference(name: String) throws {
    let sample = try #require(Samples.all.first { $0.name == name })
    let drawn = sample.figure.drawing().bitmap(scale: 1)
    let path = Fixture.path("figures/\(name).png")
    if ProcessInfo.processInfo.environment["SWEEP_RECORD"] == "1" {
      try AtomicFile.write(PNG.encode(drawn), to: path)
    }
    let reference = try PNG.decode(Fixture.bytes("figures/\(name).png"))
    let difference = try Difference(drawn, reference)
    guard difference.largest > Self.tolerance else { return }
    let folder = FileManager.default.temporaryDirectory.path + "/sweepbook-figures"
    try AtomicFile.write(PNG.encode(drawn), to: "\(folder)/\(name).png")
    try AtomicFile.write(PNG.encode(difference.picture), to: "\(folder)/\(name)-difference.png")
    Issue.record(
      """
      \(name) differs from its reference by up to \(difference.largest) levels in \
      \(difference.count) samples; see \(folder)/\(name).png and \(name)-difference.png
      """)
  }
}

/// How two pictures differ.
struct Difference {
  let largest: Int
  let count: Int
  /// White where they agree, darker where they differ.
  let picture: Bitmap

  init(_ one: Bitmap, _ other: Bitmap) throws {
    try #require(
      one.height == other.height && one.width == other.width,
      "\(one.width) x \(one.height) against \(other.width) x \(other.height) pixels")
    var largest = 0
    var count = 0
    var bytes: [UInt8] = []
    for row in 0..<one.height {
      for column in 0..<one.width {
        let (a, b) = (one.color(row: row, column: column), other.color(row: row, column: column))
        let differences = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].map {
          abs(Int($0) - Int($1))
        }
        largest = max(largest, differences.max() ?? 0)
        count += differences.filter { $0 > 0 }.count
        bytes += differences.map { UInt8(255 - min(255, $0 * 8)) }
      }
    }
    self.largest = largest
    self.count = count
    picture = try #require(
      Bitmap(height: one.height, width: one.width, channels: 3, bytes: bytes))
  }
}
