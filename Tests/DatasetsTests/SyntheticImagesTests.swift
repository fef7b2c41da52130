import Datasets
import Specification
import TestSupport
import Testing

@Suite struct SyntheticImagesTests {
  private let workshop: DatasetWorkshop

  init() throws { workshop = try DatasetWorkshop() }

  private func images(_ options: String, split: String = "train") throws -> ImageSet {
    let other = split == "train" ? "" : #""train": { "synthetic": \#(options) }, "#
    let text = #"{ \#(other)"\#(split)": { "synthetic": \#(options) } }"#
    let name = try #require(SplitName(rawValue: split))
    return try #require(workshop.load(text)[name])
  }

  private func bytes(_ images: ImageSet) -> [[UInt8]] {
    (0..<images.count).map { images.bytes(of: $0) }
  }

  /// The hashes are what this generator drew when it was calibrated: another machine, or a change of
  /// the generator, must not draw other images unnoticed, since published tables rest on them.
  @Test(arguments: [
    (
      #""faces-vs-scenes", "count": 40"#,
      "04b6aaf99ae3ec3d15c9cbeadfb37d761d97f3c97b692e966827c40d69fdcf38"
    ),
    (
      #""faces", "count": 6, "size": 64, "seed": 3"#,
      "892aa81812bbe74c261844b928d1782306b29bb82452f70c59604d17653cf34d"
    ),
    (
      #""scenes", "count": 6, "size": 33, "seed": 4"#,
      "19a0b5d28923dfbfb5f0dae42bce51817ee23c77c233ce79de691f3f3aa6ec24"
    ),
  ])
  func imagesAreTheSameEverywhere(options: String, hash: String) throws {
    #expect(try images(options).contentHash() == hash)
  }

  @Test func classesAreBalancedAndInRandomOrder() throws {
    let drawn = try images(#""faces-vs-scenes", "count": 200, "size": 8"#)
    let labels = try #require(drawn.labels)
    #expect(labels.filter { $0 == 0 }.count == 100)
    #expect(Set(stride(from: 0, to: 200, by: 2).map { labels[$0] }) == [0, 1])
    #expect(drawn.classes == ["face", "scene"])
    #expect(drawn.shape == ImageShape(count: 200, height: 8, width: 8, channels: 3))
  }

  @Test func oneKindAloneHasNoLabels() throws {
    let faces = try images(#""faces", "count": 3"#)
    #expect(faces.labels == nil && faces.classes == nil)
  }

  @Test func aLargerSetBeginsWithTheSmaller() throws {
    let small = try images(#""faces-vs-scenes", "count": 5, "size": 16"#)
    let large = try images(#""faces-vs-scenes", "count": 9, "size": 16"#)
    #expect(bytes(large).prefix(5).elementsEqual(bytes(small)))
    #expect(large.labels?.prefix(5) == small.labels?[...])
  }

  @Test func seedsAndSplitsDrawDifferentImages() throws {
    let options = #""faces-vs-scenes", "count": 20, "size": 8"#
    let train = try images(options)
    let test = try images(options, split: "test")
    let other = try images(options + #", "seed": 1"#)
    #expect(Set(bytes(train) + bytes(test) + bytes(other)).count == 60)
  }

  @Test(arguments: [
    (#""dogs""#, #""dogs" is not known here"#), (#""faces", "size": 4"#, "out of range"),
    (#""faces", "count": 0"#, "out of range"), (#""faces", "seeds": 1"#, #"did you mean "seed"?"#),
  ])
  func whatIsWrongIsSaid(options: String, message: String) throws {
    let complaint = workshop.complaint(#"{ "train": { "synthetic": \#(options) } }"#) ?? ""
    #expect(complaint.contains(message), "\(complaint)")
  }
}
