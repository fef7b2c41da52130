import NeuralNetworks
import Specification

/// A file that holds a model alone, as those of `experiments/architectures`: a model, or the list of
/// an encoder's layers.
public enum ArchitectureFile {
  /// Reads a model.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - latent: the size of the latent vector behind a list of layers.
  /// - Returns: the model; nil when the file holds something else, as an experiment.
  /// - Throws: `Problems` when the file is missing, is no JSON, or its model cannot be read.
  public static func read(
    _ path: String, latent: Int?
  ) throws(Problems) -> OneOf<Models>? {
    var problems = Problems()
    do throws(Problem) {
      let root = try Documents().parse(path)
      guard let written = model(root, latent: latent) else { return nil }
      let model = OneOf<Models>.read(written, at: JSONPath(), into: &problems)
      if let model, problems.isEmpty { return model }
    } catch {
      problems.add(error)
    }
    throw problems
  }

  private static func model(_ root: JSON, latent: Int?) -> JSON? {
    if root.elements != nil {
      let size = latent.map { [("latent", JSON.number(Double($0)))] } ?? []
      return .object([(Autoencoder.kind, .object([("encoder", root)] + size))])
    }
    guard let members = root.members, members.count == 1 else { return nil }
    return Models.kinds.contains { $0.kind == members[0].name } ? root : nil
  }
}
