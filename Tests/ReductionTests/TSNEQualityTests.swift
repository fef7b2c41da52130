import Files
import Foundation
import Numerics
import Reduction
import Specification
import TestSupport
import Testing

/// Against scikit-learn's embeddings (`Tests/Fixtures/make_sklearn_fixtures.py`), all by defaults.
@Suite("How well t-SNE does")
struct TSNEQualityTests {
  /// The folder of real data; nil where there is none.
  private static let data = ProcessInfo.processInfo.environment["SWEEP_DATA"]

  private static var sets: [String] {
    let real = data.map { FileManager.default.fileExists(atPath: "\($0)/faces-1000/images.npy") }
    return ["digits", "mnist", "mnist-train"] + (real == true ? ["faces", "faces-vs-objects"] : [])
  }

  private func samples(_ name: String, _ fixture: JSON) throws -> Matrix<Float> {
    switch name {
    case "digits": return fixture[member: "digits"].samples
    case "mnist": return try digits("t10k-images-idx3-ubyte.gz")
    case "mnist-train": return try digits("train-images-idx3-ubyte.gz")
    case "faces": return try images("faces-1000/images.npy", every: 1)
    default: return try images("faces-vs-objects/visualization.npy", every: 5)
    }
  }

  /// The thousand images of a file that ships with the experiments.
  private func digits(_ name: String) throws -> Matrix<Float> {
    let header = 16
    let bytes = try Gzip.bytes(
      of: MappedFile(path: Fixture.path("../../experiments/data/" + name)),
      count: header + 1000 * 784)
    let pixels = bytes.dropFirst(header).map { Float($0) }
    return try #require(Matrix(rows: 1000, columns: 784, elements: pixels))
  }

  /// A thousand images of 32 x 32 pixels, one of every few.
  private func images(_ name: String, every step: Int) throws -> Matrix<Float> {
    let path = (Self.data ?? "") + "/" + name
    let pixels = try NPYFile(path: path).withElementBytes { $0.map { Float($0) } }
    let all = try #require(Matrix(rows: 1000 * step, columns: 3072, elements: pixels))
    return all.selecting(rows: (0..<1000).map { $0 * step })
  }

  @Test(
    "The divergence is no higher and neighbourhoods are as trustworthy as scikit-learn's",
    arguments: TSNEQualityTests.sets)
  func quality(name: String) throws {
    let fixture = try Fixture.json("sklearn/tsne.json")
    let theirs = fixture[member: "embeddings"][member: name]
    let samples = try samples(name, fixture)
    let fitted = try TSNE().fit(samples, seed: 0)
    let divergence = try #require(fitted.measurements[.divergence])
    #expect(divergence <= theirs[member: "divergence"].number ?? 0)
    let trusts = theirs[member: "trustworthiness"].elements ?? []
    #expect(trusts.count == 2)
    for trust in trusts {
      let found = trustworthiness(
        of: fitted.embedding, for: samples, neighbours: trust[member: "neighbours"].integer ?? 0)
      #expect(found >= trust[member: "value"].number ?? 1)
    }
  }

  /// 1 when the neighbours of every point were near in the samples too (Venna and Kaski 2001):
  /// 1 - 2 / (n k (2 n - 3 k - 1)) times the sum of how far beyond k their ranks were.
  private func trustworthiness(
    of points: Matrix<Float>, for samples: Matrix<Float>, neighbours k: Int
  ) -> Double {
    let n = samples.rows
    let near = NearestNeighbours(of: points, count: k)
    let ranked = NearestNeighbours(of: samples, count: n - 1)
    var excess = 0
    for row in 0..<n {
      var rank = [Int](repeating: 0, count: n)
      for place in 0..<n - 1 { rank[Int(ranked.indices[row * (n - 1) + place])] = place + 1 }
      for place in row * k..<(row + 1) * k { excess += max(0, rank[Int(near.indices[place])] - k) }
    }
    let most = n * k * (2 * n - 3 * k - 1)
    return 1 - 2 * Double(excess) / Double(most)
  }
}
