import Files
import Foundation
import NeuralNetworks
import Numerics
import Specification
import TestSupport
import Testing

/// The scripts that build networks in PyTorch are those that PyTorch was tried with: see
/// `Tests/Fixtures/check_models.py`.
///
/// With `SWEEP_RECORD=1` the tests write their fixtures; with `SWEEP_MODELS=DIR` they write, for every
/// kind, the script with weights, images and embedding, which `check_models.py DIR` tries.
@Suite struct PyTorchScriptTests {
  @Test("a small network has this script")
  func small() throws {
    let model = try read(
      OneOf<Models>.self,
      #"""
      { "autoencoder": { "latent": 4, "output": "sigmoid", "encoder": [
        { "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "relu",
        { "residual": [{ "conv": 4, "kernel": [3, 1], "padding": [1, 0] }, "relu"] }] } }
      """#)
    let architecture = try model.value.architecture(
      for: .image(height: 6, width: 7, channels: 3), classes: nil)
    let script = PyTorchScript(
      architecture, scale: -1...1, preparation: "resize 32", classes: ["a \"b\"", "c"])
    try check(script.text, "model.py")
  }

  @Test("every kind of layer and of model has the script that was tried", arguments: KindCase.all)
  func everyKind(kind: KindCase) throws {
    for (number, example) in try kind.examples().enumerated() {
      let trained = try example.trained()
      let script = PyTorchScript(trained.architecture, scale: 0...1)
      try check(script.model + "\n", "\(kind.family)-\(kind.kind)-\(number).txt")
      guard let folder = ProcessInfo.processInfo.environment["SWEEP_MODELS"] else { continue }
      let place = "\(folder)/\(kind.family)-\(kind.kind)-\(number)"
      try AtomicFile.write(script.text, to: place + "/model.py")
      try AtomicFile.write(trained.safetensors, to: place + "/weights.safetensors")
      let images = try example.images
      let count = images.count / example.input.reduce(1, *)
      try NPYFile.write(images, shape: [count] + example.input, to: place + "/images.npy")
      let source = ArraySource(shape: example.input, images: images)
      let rows = try trained.embed(source)
      try NPYFile.write(
        rows.elements, shape: [rows.rows, rows.columns], to: place + "/embedding.npy")
    }
  }

  private func check(_ text: String, _ name: String) throws {
    let place = "\(Repository.root)/Tests/Fixtures/pytorch/\(name)"
    if ProcessInfo.processInfo.environment["SWEEP_RECORD"] == "1" {
      try AtomicFile.write(text, to: place)
    }
    let kept = try? String(contentsOfFile: place, encoding: .utf8)
    #expect(
      kept == text,
      "SWEEP_RECORD=1 writes it, SWEEP_MODELS=DIR what Tests/Fixtures/check_models.py tries with PyTorch"
    )
  }
}
