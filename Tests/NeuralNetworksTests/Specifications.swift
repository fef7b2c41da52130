import NeuralNetworks
import Specification
import Testing

/// Reads a value from the text of an experiment file.
func read<T: Specifiable>(
  _ type: T.Type, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> T {
  let json = try JSONParser.parse(Source(name: "test", bytes: Array(text.utf8)))
  var problems = Problems()
  let value = T.read(json, at: JSONPath(), into: &problems)
  try problems.throwIfAny()
  return try #require(value, sourceLocation: sourceLocation)
}

/// Report R3's autoencoder.
func stridedAutoencoder(latent: Int = 32) throws -> OneOf<Models> {
  try read(
    OneOf<Models>.self,
    """
    { "autoencoder": { "latent": \(latent), "encoder": [
      { "conv": 8, "kernel": 3, "stride": 2, "padding": 1 }, "relu",
      { "conv": 16, "kernel": 3, "stride": 2, "padding": 1 }, "relu",
      { "conv": 32, "kernel": 3, "stride": 2, "padding": 1 }, "relu" ] } }
    """)
}
