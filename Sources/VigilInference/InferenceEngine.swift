public import VigilCore

/// Runs networks, such as OpenVINO.
public protocol InferenceEngine: Sendable {
  /// The name, such as `OpenVINO`.
  var name: String { get }
  /// The version of the library that was found.
  var version: String { get }
  /// The device, such as `cpu` or `NVIDIA H100`.
  var device: String { get }

  /// Loads a network so that it is ready to run.
  ///
  /// - Throws: `modelNotFound` if the network cannot be written, `engineFailed` if the engine refuses it,
  ///   `cacheUnwritable` if the compiled network cannot be kept.
  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession
}

/// A loaded network. It may be used from many tasks at once; they are served in the order of asking.
///
/// Equal inputs give bit-identical outputs, whichever stream runs them and however often.
public protocol InferenceSession: Sendable {
  /// The only input.
  var input: NetworkPort { get }
  /// The outputs, in the order of the network.
  var outputs: [NetworkPort] { get }
  /// How the work is shared among threads.
  var layout: StreamLayout { get }
  /// The session's own memory, as far as its sizes are known; the engine's internal memory is not.
  var memory: [MemoryItem] { get }

  /// Runs `items` independent inputs and gathers the first output of each.
  ///
  /// - Parameters:
  ///   - items: The number of inputs, at least 1.
  ///   - fill: Writes all elements of input number `Int`, row-major. It is called once for each item, on the
  ///     thread of a stream, for several items at the same time; what the span holds before is undefined.
  /// - Returns: the outputs after each other along the first axis: `[items, 2048]` for an output of `[1, 2048]`.
  /// - Throws: `shapeMismatch` if the network has free extents, `cancelled` if the task is.
  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor

  /// Runs the network once on one input and returns all outputs by name.
  ///
  /// - Throws: `shapeMismatch` if the network does not take an input of this shape.
  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor]
}

extension InferenceSession {
  /// The default: nothing is known.
  public var memory: [MemoryItem] { [] }
}
