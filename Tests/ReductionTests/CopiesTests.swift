import Numerics
import Reduction
import Specification
import Testing

@Suite("Samples that are copies of others")
struct CopiesTests {
  private func samples(kinds: Int, copies: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 8, purpose: "kinds")
    let points = (0..<kinds * 4).map { _ in Float(stream.normal()) }
    return Matrix(rows: kinds * copies, columns: 4) { target in
      for index in target.indices { target[index] = points[index / (4 * copies) * 4 + index % 4] }
    }
  }

  @Test("Every reduction maps copies to one point", arguments: [1, 2, 3, 9])
  func onePoint(kinds: Int) throws {
    let data = samples(kinds: kinds, copies: 40)
    for type in Reducers.kinds {
      let reducer = try #require(type.init() as? any Reducer)
      let embedding = try reducer.fit(data, seed: 0).embedding
      for row in 0..<data.rows {
        #expect(embedding[row].elementsEqual(embedding[row / 40 * 40]), "\(type.kind)")
      }
      #expect(embedding.elements.allSatisfy { $0.isFinite }, "\(type.kind)")
    }
  }

  @Test("t-SNE of copies does not depend on their order, and says that there are some")
  func shuffling() throws {
    let data = samples(kinds: 12, copies: 10)
    let order = (0..<data.rows).map { $0 * 7 % data.rows }
    let fit = try TSNE().fit(data, seed: 0)
    let other = try TSNE().fit(data.selecting(rows: order), seed: 0)
    #expect(other.embedding == fit.embedding.selecting(rows: order))
    #expect(
      fit.notes.first?.detail == "12 of 120 samples differ, which leaves a perplexity of 3.6")
    #expect(try TSNE().fit(samples(kinds: 120, copies: 1), seed: 0).notes.isEmpty)
  }

  @Test("Components beyond what the samples span are noted")
  func rank() throws {
    let notes = try PCA(dimensions: 4).fit(samples(kinds: 3, copies: 5), seed: 0).notes
    #expect(notes.map(\.kind) == ["pca.rank"])
    #expect(notes.first?.detail == "the samples span 2 of 4 dimensions")
    #expect(try PCA(dimensions: 2).fit(samples(kinds: 3, copies: 5), seed: 0).notes.isEmpty)
  }
}
