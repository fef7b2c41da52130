import Datasets
import Foundation
import Specification

/// Images that a user names on the command line.
struct ImagesOfUser {
  let images: String
  let labels: String?
  let isFolder: Bool
  let shape: ImageShape
  /// The number of classes; nil without labels.
  let classes: Int?

  init(_ images: String, labels: String?) throws {
    self.images = images
    self.labels = labels
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: images, isDirectory: &isFolder) else {
      throw UsageError("there is no file or folder \(images)")
    }
    self.isFolder = isFolder.boolValue
    guard labels == nil || !self.isFolder else {
      throw UsageError("the subfolders of a folder are its classes; --labels goes with a file")
    }
    var dataset = DatasetSpecification()
    dataset.train = OneOf(Self.source(images, labels, isFolder: self.isFolder))
    let open = try dataset.open(with: PathResolver(folders: [""]))
    guard let split = open.splits.first else { throw UsageError("\(images) holds no images") }
    shape = split.shape
    classes = open.classCount
  }

  private static func source(
    _ images: String, _ labels: String?, isFolder: Bool
  ) -> any Described {
    if isFolder {
      var source = ImageFolder()
      source.folder = images
      return source
    }
    var source = ImageFiles()
    source.images = images
    source.labels = labels
    return source
  }
}
