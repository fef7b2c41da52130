import Datasets
import Foundation
import Specification
import TestSupport
import Testing

/// Where the real images are: `SWEEP_DATA`, else `data` in the working directory.
private let dataFolder = ProcessInfo.processInfo.environment["SWEEP_DATA"] ?? "data"

private func isThere(_ name: String) -> Bool {
  FileManager.default.fileExists(atPath: "\(dataFolder)/\(name)")
}

@Suite struct RealDataTests {
  private func load(_ text: String, beside folder: String = "nowhere") throws -> Dataset {
    let (specification, json) = try DatasetWorkshop.read(text)
    let resolver = PathResolver(experimentFolder: folder, dataFolder: dataFolder)
    return try specification.open(with: resolver, in: json).load()
  }

  @Test func digitsThatShipAreRead() throws {
    let experiments = URL(fileURLWithPath: Fixture.path("")).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("experiments").path
    let dataset = try load(
      #"""
      { "train": { "images": "data/train-images-idx3-ubyte.gz",
                   "labels": "data/train-labels-idx1-ubyte.gz" },
        "test": { "images": "data/t10k-images-idx3-ubyte.gz",
                  "labels": "data/t10k-labels-idx1-ubyte.gz" }, "padTo": 32 }
      """#, beside: experiments)
    #expect(dataset.classCount == 10)
    var seen: Set<[UInt8]> = []
    for split in [SplitName.train, .test] {
      let images = try #require(dataset[split])
      #expect(images.shape == ImageShape(count: 1000, height: 32, width: 32, channels: 1))
      for digit in 0..<10 { #expect(images.labels?.filter { $0 == digit }.count == 100) }
      for index in 0..<1000 { seen.insert(images.bytes(of: index)) }
    }
    #expect(seen.count == 2000)
  }

  @Test(.enabled(if: isThere("faces-vs-objects"), "faces-vs-objects is not in SWEEP_DATA"))
  func facesAndObjectsAreRead() throws {
    let dataset = try load(
      #"""
      { "train": { "images": "faces-vs-objects/trainX.npy" },
        "validation": { "images": "faces-vs-objects/valX.npy",
                        "labels": "faces-vs-objects/valY.npy" },
        "test": { "images": "faces-vs-objects/visualization.npy",
                  "labels": "faces-vs-objects/visualizationY.npy",
                  "parts": { "public": 0.5, "private": 0.5 } },
        "classes": ["face", "object"], "scale": [-1, 1] }
      """#)
    #expect(dataset[.train]?.count == 8500)
    #expect(dataset[.validation]?.count == 500)
    let test = try #require(dataset[.test])
    let labels = try #require(test.labels)
    #expect(dataset.parts.map(\.name) == ["public", "private"])
    for part in dataset.parts {
      #expect(part.indices.count == 2500)
      #expect(part.indices.filter { labels[$0] == 0 }.count == 1250)
    }
  }

  @Test(.enabled(if: isThere("aberdeen"), "aberdeen is not in SWEEP_DATA"))
  func folderOfFacesIsRead() throws {
    let images = try #require(load(#"{ "train": { "folder": "aberdeen" } }"#)[.train])
    #expect(images.shape == ImageShape(count: 100, height: 200, width: 200, channels: 3))
  }

  @Test(.enabled(if: isThere("fashion-mnist"), "fashion-mnist is not in SWEEP_DATA"))
  func clothesAreRead() throws {
    let images = try #require(
      load(
        #"""
        { "train": { "images": "fashion-mnist/train-images-idx3-ubyte.gz",
                     "labels": "fashion-mnist/train-labels-idx1-ubyte.gz", "limit": 1000 } }
        """#)[.train])
    #expect(images.shape == ImageShape(count: 1000, height: 28, width: 28, channels: 1))
    for label in 0..<10 { #expect(images.labels?.filter { $0 == label }.count == 100) }
  }
}
