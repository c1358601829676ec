import VigilCore

/// Many labelled scenes; the settings alone determine them.
public struct SceneSet: Sendable {
  /// What the scenes of a set have in common.
  public struct Settings: Hashable, Sendable {
    /// The random seed.
    public var seed: UInt64
    /// How many scenes there are.
    public var count: Int
    /// What goes wrong in every other scene, in turns; empty for normal scenes only.
    public var anomalies: [Anomaly]
    /// What all scenes have; its seed and anomaly are not looked at, its start and length are those of abnormal scenes.
    public var scene: SceneDescription
    /// When all scenes are; by chance if nil.
    public var light: Daylight?
    /// What falls from the sky in all scenes; by chance if nil.
    public var weather: Weather?

    /// Asks for scenes of all anomalies.
    public init(
      seed: UInt64, count: Int, anomalies: [Anomaly] = Anomaly.allCases, scene: SceneDescription,
      light: Daylight? = nil, weather: Weather? = nil
    ) {
      self.seed = seed
      self.count = count
      self.anomalies = anomalies
      self.scene = scene
      self.light = light
      self.weather = weather
    }

    /// What cannot be rendered, all of it, each as half a sentence; empty for good settings.
    public var complaints: [String] {
      let kinds = [nil] + anomalies.map(Optional.some)
      return kinds.flatMap { scene(with: $0).complaints }.reduce(into: []) { found, complaint in
        if !found.contains(complaint) { found.append(complaint) }
      }
    }

    /// The scene with something that goes wrong in it; nothing has neither beginning nor length.
    func scene(with anomaly: Anomaly?) -> SceneDescription {
      var scene = scene
      scene.anomaly = anomaly
      if anomaly == nil { (scene.start, scene.length) = (nil, nil) }
      return scene
    }
  }

  /// One video and what it shows.
  public struct Item: Hashable, Sendable {
    /// The file, relative to the folder of the set.
    public var name: String
    /// What it shows.
    public var description: SceneDescription
  }

  /// What the scenes have in common.
  public let settings: Settings
  /// The videos, in order; a set of more scenes begins with the same ones.
  public let items: [Item]

  /// Every other scene is normal; the anomalies take turns.
  public init(_ settings: Settings) {
    self.settings = settings
    items = (0..<settings.count).map { number in
      let anomalies = settings.anomalies
      let anomaly = number % 2 == 0 || anomalies.isEmpty ? nil : anomalies[number / 2 % anomalies.count]
      // Seeds of neighbouring sets must not share scenes.
      var random = SplitMix64(seed: settings.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number))
      var description = settings.scene(with: anomaly)
      description.seed = random.next() >> 11
      // Light and weather do not depend on the label.
      if settings.light == nil { description.light = random.index(below: 3) == 0 ? .night : .day }
      if settings.weather == nil {
        let weathers: [Weather] = [.clear, .clear, .clear, .rain, .snow, .fog]
        description.weather = weathers[random.index(below: weathers.count)]
      }
      let digits = String(number + 1)
      let name = "scene-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      return Item(
        name: anomaly.map { "abnormal/\(name)-\($0.rawValue).mp4" } ?? "normal/\(name).mp4",
        description: description)
    }
  }
}
