/// What an engine can do on this machine. Whoever uses engines goes by this, never by an engine's name.
public struct EngineCapabilities: Hashable, Sendable {
  /// What an engine computes in on one kind of device.
  public struct Formats: Hashable, Sendable {
    /// The number formats of networks that it runs; 16-bit floats may become 32-bit ones on a device without instructions for them.
    public var supported: Set<NumberFormat>
    /// What it computes large video networks in unless they are in integers, whatever the model says; nil to go by the model.
    public var imposed: NumberFormat?

    /// Describes a device.
    public init(_ supported: Set<NumberFormat>, imposed: NumberFormat? = nil) {
      self.supported = supported
      self.imposed = imposed
    }

    /// Whether a model decides that it is computed in this format.
    public func followsModels(in format: NumberFormat) -> Bool {
      imposed == nil && supported.contains(format)
    }
  }

  /// How the items of one call are run.
  public enum ItemHandling: Hashable, Sendable {
    /// Each by itself, on streams that share the threads.
    case streams
    /// All in one inference.
    case batch
    /// In inferences of as many items as usually wait, which is fixed when a network is loaded; a last one may have fewer.
    case fixedBatch
  }

  /// How the engine takes a network.
  public enum NetworkForm: Hashable, Sendable {
    /// In 32-bit floats, for one item; the engine chooses number formats by `LoadOptions.precision`, and any kind of 8-bit integers
    /// will do.
    case general
    /// The same, with convolutions over volumes written as ones over planes.
    case planar
    /// Ready to be computed as it is: in the number formats that are asked for, with signed 8-bit integers, for all items of an
    /// inference.
    case typed
  }

  /// Whether the first layers of a video network are computed separately, by `FastStem`, just before the engine computes the rest.
  public enum StemSupport: Hashable, Sendable {
    /// The engine only runs whole networks.
    case never
    /// The engine would, but this processor lacks the instructions.
    case lacksInstructions
    /// If it is asked for: whether it is faster on this kind of processor was not measured.
    case onRequest
    /// Unless it is declined: on this kind of processor it was measured to be faster.
    case byDefault

    /// What an engine supports that leaves the first layers to Vigil: by default only on the kind of processor on which that was
    /// measured to be faster, x86-64 with AVX2.
    public static var ofThisProcessor: StemSupport {
      guard FastStem.isSupported else { return .lacksInstructions }
      #if arch(x86_64)
        return .byDefault
      #else
        return .onRequest
      #endif
    }

    /// Whether it can be done at all.
    public var isPossible: Bool { self == .onRequest || self == .byDefault }

    /// Whether it is done where it is asked for, declined, or (nil) neither.
    public func applies(asked: Bool?) -> Bool { isPossible && asked ?? (self == .byDefault) }
  }

  /// The devices it computes on, and in which number formats.
  public var devices: [ComputeDevice.Kind: Formats]
  /// How the items of one call are run.
  public var itemHandling: ItemHandling
  /// Whether the number of streams can be chosen.
  public var choosesStreams: Bool
  /// Whether the first layers are computed separately.
  public var stem: StemSupport
  /// How it takes a network.
  public var networkForm: NetworkForm
  /// Whether compiling a network takes minutes, which is then better done ahead; see `InferenceEngine.isPrepared`.
  public var compilesForMinutes: Bool

  /// Describes an engine.
  public init(
    devices: [ComputeDevice.Kind: Formats], itemHandling: ItemHandling, choosesStreams: Bool,
    stem: StemSupport = .never, networkForm: NetworkForm = .general,
    compilesForMinutes: Bool = false
  ) {
    self.devices = devices
    self.itemHandling = itemHandling
    self.choosesStreams = choosesStreams
    self.stem = stem
    self.networkForm = networkForm
    self.compilesForMinutes = compilesForMinutes
  }

  /// The number formats on a device; nil if it does not compute there.
  public func formats(on device: ComputeDevice) -> Formats? { devices[device.kind] }
}

/// The numbers that a network is computed in.
public enum NumberFormat: String, Hashable, Sendable, CaseIterable {
  /// 32-bit floats.
  case fp32
  /// 16-bit floats.
  case fp16
  /// 8-bit integers.
  case int8
}
