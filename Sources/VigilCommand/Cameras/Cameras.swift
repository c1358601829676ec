import ArgumentParser

/// `vigil cameras`.
struct Cameras: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at cameras, and changes what a station does with them while it runs.",
    subcommands: [
      CamerasProbe.self, CamerasList.self, CamerasArm.self, CamerasDisarm.self, CamerasSnooze.self,
      CamerasRecalibrate.self, CamerasShadow.self, CamerasAdopt.self, CamerasRevert.self,
    ])
}
