import Specification

extension Convolution {
  /// `nn.Conv2d`
  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.Conv2d",
      [
        "\(input.channels)", "\(channels)", kernel.python, "stride=\(stride.python)",
        "padding=\(padding.python)", "bias=\(bias.python)",
      ])
  }
}

extension TransposedConvolution {
  /// `nn.ConvTranspose2d`
  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.ConvTranspose2d",
      [
        "\(input.channels)", "\(channels)", kernel.python, "stride=\(stride.python)",
        "padding=\(padding.python)", "output_padding=\(outputPadding.python)",
        "bias=\(bias.python)",
      ])
  }
}

extension Linear {
  /// `nn.Linear`
  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call("nn.Linear", ["\(input.count)", "\(features)", "bias=\(bias.python)"])
  }
}

extension GaussianLatent {
  /// `nn.Linear`, twice: a script gives the mean and the log variance names of their own.
  func pyTorch(for input: Shape) -> String { Linear(features: size).pyTorch(for: input) }
}

extension SoftAssignment {
  /// The script's own `Centres`, which vectors pass through.
  func pyTorch(for input: Shape) -> String { "Centres(\(clusters), \(input.count))" }
}

extension Flatten {
  /// `nn.Flatten`
  public func pyTorch(for input: Shape) -> String { "nn.Flatten()" }
}

extension Unflatten {
  /// `nn.Unflatten`, whose images have their channels first.
  public func pyTorch(for input: Shape) -> String {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    return PyTorchText.call("nn.Unflatten", ["1", "(\(channels), \(height), \(width))"])
  }
}

extension BatchNorm {
  /// `nn.BatchNorm2d` for images, `nn.BatchNorm1d` for vectors.
  public func pyTorch(for input: Shape) -> String {
    let name = if case .image = input { "nn.BatchNorm2d" } else { "nn.BatchNorm1d" }
    return PyTorchText.call(
      name, ["\(input.channels)", "eps=\(epsilon.python)", "momentum=\(momentum.python)"])
  }
}

extension GroupNorm {
  /// `nn.GroupNorm`
  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.GroupNorm", ["\(groups)", "\(input.channels)", "eps=\(epsilon.python)"])
  }
}

extension LayerNorm {
  /// `nn.LayerNorm`, over images with their channels first.
  public func pyTorch(for input: Shape) -> String {
    let shape = parameters(for: input)[0].shape.map(String.init).joined(separator: ", ")
    return PyTorchText.call("nn.LayerNorm", ["[\(shape)]", "eps=\(epsilon.python)"])
  }
}

extension GlobalAveragePool {
  /// `nn.AdaptiveAvgPool2d` and `nn.Flatten`
  public func pyTorch(for input: Shape) -> String {
    "nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())"
  }
}

extension MaxPool {
  /// `nn.MaxPool2d`
  public func pyTorch(for input: Shape) -> String { pyTorch("nn.MaxPool2d") }
}

extension AveragePool {
  /// `nn.AvgPool2d`
  public func pyTorch(for input: Shape) -> String { pyTorch("nn.AvgPool2d") }
}

extension PoolingLayer {
  /// A module of windows.
  fileprivate func pyTorch(_ name: String) -> String {
    PyTorchText.call(
      name,
      [size.python, "stride=\((stride ?? size).python)", "padding=\(padding.python)"])
  }
}

extension Upsample {
  /// `nn.Upsample`
  public func pyTorch(for input: Shape) -> String {
    "nn.Upsample(scale_factor=\(factor.python), mode=\"nearest\")"
  }
}

extension Dropout {
  /// `nn.Dropout`
  public func pyTorch(for input: Shape) -> String { "nn.Dropout(\(probability.python))" }
}

extension ReLU {
  /// `nn.ReLU`
  public func pyTorch(for input: Shape) -> String { "nn.ReLU()" }
}

extension LeakyReLU {
  /// `nn.LeakyReLU`
  public func pyTorch(for input: Shape) -> String { "nn.LeakyReLU(\(slope.python))" }
}

extension Tanh {
  /// `nn.Tanh`
  public func pyTorch(for input: Shape) -> String { "nn.Tanh()" }
}

extension Sigmoid {
  /// `nn.Sigmoid`
  public func pyTorch(for input: Shape) -> String { "nn.Sigmoid()" }
}

extension ELU {
  /// `nn.ELU`
  public func pyTorch(for input: Shape) -> String { "nn.ELU(\(scale.python))" }
}

extension GELU {
  /// `nn.GELU`
  public func pyTorch(for input: Shape) -> String { "nn.GELU()" }
}

extension Softmax {
  /// `nn.Softmax`, over features or channels.
  public func pyTorch(for input: Shape) -> String { "nn.Softmax(dim=1)" }
}

extension Residual {
  /// The script's own `Residual`, of two sequences.
  public func pyTorch(for input: Shape) -> String {
    let ways = try? ways(for: input)
    let texts = [ways?.layers, ways?.shortcut].map { PyTorchText.sequence($0) }
    return "Residual(\n" + texts.map { PyTorchText.indented($0) + ",\n" }.joined() + ")"
  }
}
