public import VigilCore

/// A network as a list of operations, for engines that take no ONNX.
public struct NetworkProgram: Sendable {
  /// A line for each input, node and output, as `CTorch.h` describes them.
  public var text: String
  /// The tensors that the operations need, by name.
  public var tensors: [String: Tensor]
  /// The input of one run with one item.
  public var input: NetworkPort
  /// The outputs of such a run.
  public var outputs: [NetworkPort]

  /// Makes a program.
  ///
  /// - Parameter input: if its first extent is 1, the network takes any number of items concatenated along it.
  public init(text: String, tensors: [String: Tensor], input: NetworkPort, outputs: [NetworkPort]) {
    self.text = text
    self.tensors = tensors
    self.input = input
    self.outputs = outputs
  }
}
