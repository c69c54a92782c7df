pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

// A page of papers; or one alone, as a code that a phone reads.
Page {
    id: screen

    required property PapersViewModel vm
    readonly property bool alone: vm.link.length > 0

    pictureShare: alone ? 0.44 : 0.6
    pictured: alone || vm.listed

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
        size: Theme.compact ? Theme.title * 1.2 : Theme.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.facts
        font.weight: 600
        font.features: {
            "tnum": 1
        }
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.credit
        font.weight: 600
        font.features: {
            "tnum": 1
        }
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }

    picture: [
        ListView {
            anchors.fill: parent
            visible: !screen.alone
            clip: true
            spacing: Theme.gap
            boundsBehavior: Flickable.StopAtBounds
            model: screen.vm.papers

            delegate: PaperCard {
                width: ListView.view.width
                enabled: readable && screen.vm.actions.includes("paper")
                onClicked: screen.vm.actWith("paper", paper)
            }
        },
        QrCard {
            visible: screen.alone
            side: Math.min(parent.width, parent.height)
            holds: screen.vm.link
            spoken: screen.vm.codeName
        }
    ]

    below: [
        Label {
            Layout.fillWidth: true
            text: screen.vm.page
            font.pixelSize: Theme.small
            color: Theme.soft
            font.features: {
                "tnum": 1
            }
        },
        Repeater {
            model: screen.vm.others

            Button {
                required property string code
                required property string label

                objectName: "kind-" + code
                Layout.fillWidth: true
                tall: Theme.target
                symbol: "swap"
                text: label
                enabled: screen.vm.actions.includes("paper_kind")
                onClicked: screen.vm.actWith("paper_kind", code)
            }
        }
    ]

    actions: [
        // Both stay where they are while pages are turned.
        Button {
            objectName: "action-newer"
            Layout.fillWidth: true
            visible: screen.vm.page.length > 0
            enabled: screen.vm.actions.includes("newer")
            opacity: enabled ? 1 : 0.4
            symbol: "back"
            text: screen.vm.newerLabel
            onClicked: screen.vm.act("newer")
        },
        Button {
            objectName: "action-older"
            Layout.fillWidth: true
            visible: screen.vm.page.length > 0
            enabled: screen.vm.actions.includes("older")
            opacity: enabled ? 1 : 0.4
            symbol: "next"
            text: screen.vm.olderLabel
            onClicked: screen.vm.act("older")
        },
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
            intent: "ask_again"
            symbol: "retry"
            filled: true
            text: screen.vm.againLabel
        }
    ]
}
