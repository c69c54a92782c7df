import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property DoorViewModel vm

    pictureRatio: (vm.wall as WallViewModel).ratio

    Label { Layout.fillWidth: true; text: screen.vm.status; font.pixelSize: Theme.title; font.weight: 600; color: Theme.soft }
    Headline { Layout.fillWidth: true; Layout.topMargin: -Theme.gap; text: screen.vm.headline; size: Theme.display; lineHeight: 1 }
    Label { Layout.fillWidth: true; text: screen.vm.place }

    picture: Wall {
        anchors.fill: parent
        wall: screen.vm.wall as WallViewModel
    }

    below: [
        Label { Layout.fillWidth: true; text: screen.vm.instruction; font.weight: 600 },
        Progress { Layout.fillWidth: true; reached: screen.vm.parcel; total: screen.vm.parcels },
        Label { Layout.fillWidth: true; text: screen.vm.progress; font.pixelSize: Theme.small; color: Theme.soft }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "reopen"
            symbol: "retry"
            text: screen.vm.reopenLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "more_time"
            symbol: "time"
            text: screen.vm.moreTimeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.actionColumns
            vm: screen.vm
            intent: "help"
            symbol: "question"
            text: screen.vm.helpLabel
        }
    ]
}
