import Datasets
import Files
import Foundation
import Specification
import TestSupport
import Testing

/// Images that are read a few at a time.
@Suite struct StreamTests {
  private func open(
    _ source: JSON, _ folder: TemporaryFolder, padTo side: Int? = nil
  ) throws -> OpenDataset {
    var problems = Problems()
    let test = JSON.object([
      ("from", .string("train")), ("fraction", .number(0.25)),
    ])
    let padding = side.map { [("padTo", JSON.number($0))] } ?? []
    let json = JSON.object([("train", source), ("test", test)] + padding)
    let dataset = DatasetSpecification.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    return try #require(dataset).open(with: PathResolver(folders: [folder.path]))
  }

  @Test(
    "every source gives the same hash and facts whole and in pieces",
    arguments: 0..<SplitSources.kinds.count)
  func sameHash(position: Int) throws {
    let kind = SplitSources.kinds[position]
    guard kind is any ImageSource.Type else { return }
    let folder = try TemporaryFolder()
    try ExampleFiles.write(to: folder)
    let few = kind.example.map { $0.0 == "count" ? ("count", JSON.number(600)) : $0 }
    for side in [nil, 160] {
      let open = try open(.object([(kind.kind, .object(few))]), folder, padTo: side)
      for split in [SplitName.train, .test] {
        let images = try #require(try open.load([split])[split])
        let streamed = try #require(try open.content(of: split))
        #expect(streamed.hash == images.contentHash(scale: open.scale))
        #expect(streamed.facts == images.facts())
      }
    }
  }

  @Test("arrays of every kind give the same hash and facts whole and in pieces")
  func arrays() throws {
    let folder = try TemporaryFolder()
    // Pieces of 4 million numbers: these are three and a bit.
    let (count, side) = (900, 128)
    let bytes = (0..<count * side * side).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 977) }
    try NPYFile.write(bytes, shape: [count, side, side], to: folder.path("bytes.npy"))
    let floats = bytes.map { Float($0) / 255 }
    try NPYFile.write(floats, shape: [count, side, side], to: folder.path("floats.npy"))
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 3, 132, 0, 0, 0, 128, 0, 0, 0, 128]
    try folder.write(header + bytes, to: "bytes.idx")
    var hashes: [String] = []
    for name in ["bytes.npy", "floats.npy", "bytes.idx"] {
      let open = try open(.object([("images", .string(name))]), folder)
      for split in [SplitName.train, .test] {
        let images = try #require(try open.load([split])[split])
        let streamed = try #require(try open.content(of: split))
        #expect(streamed.hash == images.contentHash(scale: open.scale), "\(name)")
        #expect(streamed.facts == images.facts(), "\(name)")
        hashes.append(streamed.hash)
      }
    }
    #expect(hashes[0] == hashes[4] && hashes[1] == hashes[5] && hashes[0] != hashes[2])
  }
}
