extension CameraSettings {
  /// All keys of a camera, in the order of the reference page.
  public static let keys: [SettingKey<CameraSettings>] = connection + scoring + verification + recording

  private static let connection: [SettingKey<CameraSettings>] = [
    SettingKey(
      "source", \.source,
      "The address of the camera's main stream, as `vigil detect` takes it, without user and password. It is copied into clips and recordings.",
      example: "rtsp://192.168.1.20/stream1", isRequired: true, isShared: false),
    SettingKey(
      "detect", \.detect,
      "The address of a smaller stream of the same camera, which is decoded and scored instead of the main one.",
      example: "rtsp://192.168.1.20/stream2", isShared: false),
    SettingKey("user", \.user, "The user at the camera.", example: "viewer"),
    SettingKey("password", \.password, "The password at the camera.", example: "${CAMERA_PASSWORD}"),
    SettingKey("enabled", \.isEnabled, "Whether the camera is watched."),
    SettingKey("transport", \.transport, "How the packets of an RTSP stream are carried."),
    SettingKey(
      "any_certificate", \.acceptsAnyCertificate,
      "Whether an encrypted camera may have a certificate that nobody vouches for, as most have."),
    SettingKey(
      "silence", \.silence, in: 1...600,
      "A camera that sends nothing for so long is lost, and connected again."),
    SettingKey(
      "frozen", \.frozen, in: 5...86_400,
      "A camera whose picture has not changed at all for so long, not even by noise, is connected again; each time that does not help, the next wait is twice as long, up to an hour."
    ),
  ]

  private static let scoring: [SettingKey<CameraSettings>] = [
    SettingKey(
      "model", \.model,
      "The networks: folders NAME.vigil, of which relative paths begin at the folder of this file, or names of installed models."
    ),
    SettingKey(
      "preset", \.preset, "How frames are prepared. If not given, as the model was trained.",
      example: "compact"),
    SettingKey(
      "crops", \.crops, "How many crops of a frame are scored. If not given, as the model was trained.",
      example: "1"),
    SettingKey("window", \.window, in: 1...1024, "How many snippets the detector sees at once."),
    SettingKey(
      "threshold", \.threshold, in: 0...1,
      "The score at which an alarm begins. If not given, it follows from `alarms` and the camera's own scores.",
      example: "0.8"),
    SettingKey(
      "review_threshold", \.reviewThreshold, in: 0...1,
      "The score at which an event begins that is only to be looked at. If not given, it follows from `reviews`.",
      example: "0.6"),
    SettingKey(
      "alarms", \.alarms, in: Rate(perDay: 1.0 / 365)...Rate(perDay: 1440), "How many alarms are acceptable."),
    SettingKey(
      "reviews", \.reviews, in: Rate(perDay: 0)...Rate(perDay: 1440),
      "How many more events are kept to be looked at, without an alarm."),
    SettingKey(
      "schedule", \.schedule,
      "When alarms are raised, in local time. Outside these hours events are kept to be looked at.",
      example: #"["mon-fri 18:00-07:00", "sat,sun"]"#),
    SettingKey("longest_event", \.longestEvent, in: 30...86_400, "An event that lasts longer is split."),
    SettingKey(
      "still_gate", \.hasStillGate,
      "Whether a snippet in which nothing changes beyond the camera's own noise is scored from the features of the one before."
    ),
    SettingKey(
      "privacy", \.privacy,
      "Parts of the picture that are blackened before anything else sees them. Packets are then not recorded.",
      example: "[[0, 0, 0.3, 0, 0.3, 0.4, 0, 0.4]]"),
    SettingKey(
      "zones", \.zones,
      "Parts of the picture in which something must change for an alarm. If not given, everywhere.",
      example: "[[0.2, 0.5, 1, 0.5, 1, 1, 0.2, 1]]"),
  ]

  private static let verification: [SettingKey<CameraSettings>] = [
    SettingKey(
      "verify", \.verify,
      "A program of this machine that is asked what an event was, once it is over and its clip is whole; the alarm never waits for it. It is run as the station's user and without a shell, with the event and the paths of its picture and clips as JSON on its standard input, and writes its verdict as JSON to its standard output.",
      example: "[/usr/local/bin/check-event, --strict]"),
    SettingKey(
      "verify_timeout", \.verifyTimeout, in: 1...600, "How long the program under `verify` may take."),
    SettingKey(
      "verify_severity", \.verifySeverity,
      "Of which events the program under `verify` is asked; `[]` for a camera of which it is not."),
  ]

  private static let recording: [SettingKey<CameraSettings>] = [
    SettingKey("record", \.record, "What is kept of the video: clips of events, everything, or nothing."),
    SettingKey("before", \.before, in: 0...120, "How much a clip shows before its event, at least."),
    SettingKey("after", \.after, in: 0...600, "How much a clip shows after its event, at least."),
    SettingKey("keep", \.keep, in: 60...31_536_000, "How long continuous recordings are kept."),
    SettingKey(
      "keep_events", \.keepEvents, in: 3600...315_360_000, "How long events and their clips are kept."),
    SettingKey("sound", \.hasSound, "Whether sound is recorded too, where the law permits it."),
    SettingKey(
      "features", \.keepsFeatures,
      "Whether features of its events and of quiet times are kept: similar events are found by them, and a model can learn from them. They hold no picture, but are of what the camera saw."
    ),
    SettingKey(
      "review_like_false", \.reviewLikeFalse, in: 0.5...1,
      "An event so similar to one that somebody marked as a false alarm, and to none marked real, is kept for review instead of an alarm, with the reason. If not given, none is.",
      example: "0.9"),
    SettingKey(
      "ring", \.ring, in: 1_048_576...1_073_741_824,
      "The most memory for packets that wait for an event. If a key-frame interval needs more, clips begin later."
    ),
  ]

  /// What contradicts itself, by the keys that do; nil if nothing does.
  var contradiction: (keys: [String], reason: String)? {
    if !privacy.isEmpty, record == .continuous {
      return (
        ["record", "privacy"],
        "excludes privacy: packets that are copied cannot be blackened, so such a camera has no recordings; leave out one of them"
      )
    }
    if reviewLikeFalse != nil, !keepsFeatures {
      return (
        ["review_like_false", "features"], "needs features, by which events are compared; leave out features"
      )
    }
    if password != nil, user == nil { return (["password"], "needs user") }
    if !zones.isEmpty, !hasStillGate {
      return (
        ["zones", "still_gate"],
        "needs the still gate, which sees where something changes; leave out still_gate"
      )
    }
    if let threshold, let reviewThreshold, reviewThreshold > threshold {
      return (
        ["review_threshold", "threshold"],
        "is above threshold, so that nothing would be left to look at; lower it, or leave it out"
      )
    }
    return nil
  }
}
