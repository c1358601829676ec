/// A network as a list of operations, for engines that take no ONNX.
public struct NetworkProgram: Sendable {
  /// A line for each input, node and output, its fields separated by tabs:
  ///
  ///     input   NAME
  ///     node    NAME  OPERATION  NUMBERS  INPUTS  TENSORS
  ///     output  NAME
  ///
  /// Within a field, words are separated by spaces. `NUMBERS` are what the operation needs to know, such as the kernel, strides,
  /// padding and dilation of a convolution; `INPUTS` are names of inputs and nodes; `TENSORS` are keys of `tensors`.
  public var text: String
  /// The tensors that the operations need, by name.
  public var tensors: [String: Tensor]
  /// The input of one run with one item.
  public var input: NetworkPort
  /// The outputs of such a run.
  public var outputs: [NetworkPort]

  /// Makes a program.
  ///
  /// - Parameters:
  ///   - text: the operations, one a line.
  ///   - tensors: the tensors that they need, by name.
  ///   - input: if its first extent is 1, the network takes any number of items concatenated along it.
  ///   - outputs: the outputs of one run.
  public init(text: String, tensors: [String: Tensor], input: NetworkPort, outputs: [NetworkPort]) {
    self.text = text
    self.tensors = tensors
    self.input = input
    self.outputs = outputs
  }

  /// The kinds of operation that it has, such as `convolution`.
  public var operations: Set<String> {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    return Set(lines.filter { $0.first == "node" && $0.count > 2 }.map { String($0[2]) })
  }

  /// Whether a part of it is computed in 8-bit integers.
  public var usesIntegers: Bool { !operations.isDisjoint(with: ["quantize", "quantized-convolution"]) }
}
