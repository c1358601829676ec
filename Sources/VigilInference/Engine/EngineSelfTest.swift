public import VigilCore

/// Checks that an engine computes correctly on this machine.
public struct EngineSelfTest: Sendable {
  /// The result of the test.
  public struct Report: Sendable, Hashable {
    /// The engine and its version.
    public var engine: String
    /// How the work was shared among threads.
    public var layout: StreamLayout
    /// The time to load the network.
    public var loading: Duration
    /// The time of the second run.
    public var running: Duration
    /// The largest deviation from an expected value, relative to the largest expected value of its output.
    public var largestError: Float
    /// Whether two runs were bit-identical.
    public var repeatable: Bool
  }

  /// A small network, or the layers after the stem of one.
  public var network: PortableNetwork
  /// The first layers, if they are computed separately.
  public var stem: PortableStem?
  /// An input for it.
  public var input: Tensor
  /// Its expected outputs, by name.
  public var expected: [String: Tensor]

  /// Makes a test.
  public init(network: PortableNetwork, stem: PortableStem? = nil, input: Tensor, expected: [String: Tensor])
  {
    self.network = network
    self.stem = stem
    self.input = input
    self.expected = expected
  }

  /// Loads the network, runs it twice and compares.
  ///
  /// - Throws: `InferenceError` of loading and running, with `shapeMismatch` if an expected output is missing; `CancellationError`.
  public func run(
    on engine: any InferenceEngine, options: LoadOptions = LoadOptions()
  ) async throws -> Report {
    let clock = ContinuousClock()
    let start = clock.now
    let session: any InferenceSession
    if let stem {
      session = try await engine.load(stem: stem, trunk: network, options: options)
    } else {
      session = try await engine.load(network, options: options)
    }
    let loaded = clock.now
    let first = try await session.run(input)
    let again = clock.now
    let second = try await session.run(input)
    let end = clock.now
    return Report(
      engine: "\(engine.name) \(engine.version)", layout: session.layout, loading: start.duration(to: loaded),
      running: again.duration(to: end), largestError: try largestError(first), repeatable: first == second)
  }

  private func largestError(_ outputs: [String: Tensor]) throws(InferenceError) -> Float {
    var largest: Float = 0
    for (name, wanted) in expected {
      guard let output = outputs[name], output.shape == wanted.shape else {
        throw InferenceError(.shapeMismatch, "the network has no output '\(name)' of shape \(wanted.shape)")
      }
      let scale = wanted.values.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
      for (value, want) in zip(output.values, wanted.values) {
        // A non-finite value must not pass as small.
        let error = abs(value - want) / scale
        largest = error.isNaN ? .infinity : max(largest, error)
      }
    }
    return largest
  }
}
