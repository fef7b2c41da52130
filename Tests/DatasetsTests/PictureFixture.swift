import Datasets
import Files
import Specification
import TestSupport
import Testing

/// What Pillow and NumPy wrote, and what they read of it: `Fixtures/make_pictures.py`.
enum PictureFixture {
  /// One image as Pillow reads it.
  struct Expected {
    let height: Int
    let width: Int
    let channels: Int
    let bytes: [UInt8]
  }

  static func json() throws -> JSON { try Fixture.json("pictures/expected.json") }

  static func expected(_ entry: JSON, channels: Int? = nil) throws -> Expected {
    let height = try #require(entry["height"]?.integer)
    let width = try #require(entry["width"]?.integer)
    let channels = entry["channels"]?.integer ?? channels ?? 1
    let start = try #require(entry["start"]?.integer)
    let pool = try Fixture.bytes("pictures/expected.bin")
    return Expected(
      height: height, width: width, channels: channels,
      bytes: Array(pool[start..<start + height * width * channels]))
  }

  static func read(_ name: String) throws -> Expected {
    try expected(json()[member: "read"][member: name])
  }

  /// A folder that holds one fixture, and the dataset of it.
  static func dataset(_ name: String, _ more: String = "") throws -> Dataset {
    let workshop = try DatasetWorkshop()
    try workshop.folder.write(Fixture.bytes("pictures/\(name)"), to: "images/\(name)")
    return try workshop.load(#"{ "train": { "folder": "images" }\#(more) }"#)
  }
}
