public import VigilCore

/// Runs networks.
public protocol InferenceEngine: Sendable {
  /// What it can do on this machine; known before its library is opened.
  static var capabilities: EngineCapabilities { get }
  /// The product name.
  var name: String { get }
  /// The version of the library that was found.
  var version: String { get }
  /// The device, such as `cpu` or `NVIDIA H100`.
  var device: String { get }
  /// The file of the library that was opened; nil if the system's loader chose it.
  var libraryPath: String? { get }

  /// Whether a network is compiled and kept, so that loading it takes seconds; only engines that compile for minutes say no.
  func isPrepared(_ network: PortableNetwork, options: LoadOptions) -> Bool

  /// Loads a network so that it is ready to run.
  ///
  /// - Throws: `modelNotFound` if the network cannot be written, `engineFailed` if the engine refuses it,
  ///   `memoryExhausted` if it has no room for it, `cacheUnwritable` if the compiled network cannot be kept.
  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession
}

extension InferenceEngine {
  /// The default: loading takes seconds at most.
  public func isPrepared(_ network: PortableNetwork, options: LoadOptions) -> Bool { true }
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
  /// The size of the weights as the engine holds them, in bytes, wherever they are: on the heap, in mapped files or on a GPU.
  /// Weights that `memory` has as `planned` do not count again; nil if the size is not known.
  var weightBytes: Int? { get }

  /// What the engine made of the network; nil if it does not tell.
  ///
  /// - Throws: `engineFailed` if its description cannot be read.
  func compiled() throws(InferenceError) -> CompiledNetwork?

  /// Runs `items` independent inputs and gathers the first output of each.
  ///
  /// - Parameters:
  ///   - items: The number of inputs, at least 1.
  ///   - fill: Writes all elements of input number `Int`, row-major. It is called once for each item, on the
  ///     thread of a stream, for several items at the same time; what the span holds before is undefined.
  /// - Returns: the outputs after each other along the first axis: `[items, 2048]` for an output of `[1, 2048]`.
  /// - Throws: `InferenceError`, with `shapeMismatch` if the network has free extents; `CancellationError` if the task is
  ///   cancelled before all items were run.
  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor

  /// Runs the network once on one input and returns all outputs by name.
  ///
  /// - Throws: `InferenceError`, with `shapeMismatch` if the network does not take an input of this shape; `CancellationError`
  ///   if the task is cancelled before its turn.
  func run(_ input: Tensor) async throws -> [String: Tensor]
}

extension InferenceSession {
  /// The default: nothing is known.
  public var memory: [MemoryItem] { [] }

  /// The default: not known.
  public var weightBytes: Int? { nil }

  /// The default: the engine does not tell.
  public func compiled() throws(InferenceError) -> CompiledNetwork? { nil }
}
