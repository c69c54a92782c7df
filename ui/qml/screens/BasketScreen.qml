pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property BasketViewModel vm

    pictureShare: 0.58
    pictureCrops: vm.aims && !Theme.landscape
    pictureRatio: !vm.aims ? 0 : Theme.landscape ? 1.25 : 1.05
    pictured: vm.aims || !vm.empty

    Label {
        Layout.fillWidth: true
        text: screen.vm.company
        font.pixelSize: Theme.compact ? Theme.small : Theme.title
        font.weight: 600
        color: Theme.soft
    }
    Headline {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.gap / 2
        text: screen.vm.headline
        size: Theme.compact ? Theme.title * 1.2 : Theme.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
        font.pixelSize: screen.vm.empty ? Theme.body : Theme.small
        font.features: {
            "tnum": 1
        }
    }
    ErrorLine {
        Layout.fillWidth: true
        text: screen.vm.notice
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.advice
        font.pixelSize: Theme.small
        color: Theme.soft
    }

    picture: [
        Preview {
            anchors.fill: parent
            visible: screen.vm.aims
            path: screen.vm.aims ? screen.vm.previewPath : ""
            words: screen.vm.aimWords
        },
        ListView {
            anchors.fill: parent
            visible: !screen.vm.empty
            clip: true
            spacing: Theme.gap
            boundsBehavior: Flickable.StopAtBounds
            model: screen.vm.rows

            delegate: BasketCard {
                width: ListView.view.width
                changeable: screen.vm.actions.includes("more")
                onFewerWanted: screen.vm.actWith("fewer", key)
                onMoreWanted: screen.vm.actWith("more", key)
            }
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "type_article"
            symbol: "keypad"
            text: screen.vm.typeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "ask_again"
            symbol: "retry"
            filled: true
            text: screen.vm.againLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "checkout"
            symbol: "next"
            filled: true
            text: screen.vm.checkoutLabel
        }
    ]
}
